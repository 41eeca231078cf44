import type { Fetch } from "../jmap/web";
import type { KnownWays } from "./known";

/** What the router needs of the browser; tests give their own. */
export interface RouterGround {
  readonly fetch: Fetch;
  readonly home: string; // the page's own origin
  readonly stays: () => boolean; // another origin would be of no use now
  readonly after: (milliseconds: number, act: () => void) => unknown;
  readonly cancel: (handle: unknown) => void;
}

const LIST = "/.well-known/postern/endpoints";
const STAGGER = 400;
const RACE_LIMIT = 20_000;
const ANSWER_LIMIT = 15_000;
/** What may be asked twice: everything but calls that make or send something. */
const ONCE = /"(?:[A-Za-z]+\/(?:set|import|copy))"/;

/**
 * Sends each request by the way that works: the page's own origin, or another origin of the same site that the
 * signed list names and the page's policy allows (ADR 0008).
 *
 * THREAT T-10: to another origin no cookie goes, a stated token does; and never to an origin outside the list.
 */
export class Router {
  readonly #ground: RouterGround;
  readonly #ways: KnownWays;
  #origin = "";
  #token: string | null = null;
  #race: Promise<boolean> | null = null;
  #changed: () => void = () => undefined;

  constructor(ground: RouterGround, ways: KnownWays) {
    this.#ground = ground;
    this.#ways = ways;
  }

  /** Empty for the page's own origin. */
  get origin(): string {
    return this.#origin;
  }

  get token(): string | null {
    return this.#token;
  }

  /** For requests to other origins. */
  carry(token: string | null): void {
    this.#token = token;
  }

  whenChanged(act: () => void): void {
    this.#changed = act;
  }

  /** Before the first request, where other ways are known: finds out which works. */
  async settle(): Promise<void> {
    if (this.#ways.others(this.#ground.home).length > 0) await this.#look();
  }

  /** Is given to whoever would use the browser's own. */
  readonly fetch: Fetch = async (path, init = {}) => {
    try {
      return await this.#send(this.#origin, path, init);
    } catch (problem) {
      const found = await this.#look();
      if (!found || !mayRepeat(path, init)) throw problem;
      return this.#send(this.#origin, path, init);
    }
  };

  /** Whether a way works now, found by asking each that is known. */
  look(): Promise<boolean> {
    return this.#look();
  }

  #look(): Promise<boolean> {
    this.#race ??= this.#run().finally(() => (this.#race = null));
    return this.#race;
  }

  async #run(): Promise<boolean> {
    const others = this.#ground.stays() ? [] : this.#ways.others(this.#ground.home);
    const order = others.length > 0 && this.#ways.worked === others[0] ? [...others.slice(0, 1), "", ...others.slice(1)] : ["", ...others];
    const won = await this.#first(order);
    if (won === null) return false;
    this.#ways.learn(won.list);
    this.#ways.noteWorked(won.origin === "" ? this.#ground.home : won.origin);
    if (won.origin !== this.#origin) {
      this.#origin = won.origin;
      this.#changed();
    }
    return true;
  }

  /** Each starts a little after the one before, and at once when that failed (as in RFC 8305 §5). */
  #first(order: readonly string[]): Promise<{ origin: string; list: string } | null> {
    return new Promise((done) => {
      const stop = new AbortController();
      const limit = this.#ground.after(RACE_LIMIT, () => end(null));
      let next = 0;
      let running = 0;
      let timer: unknown = null;
      const end = (won: { origin: string; list: string } | null) => {
        this.#ground.cancel(timer);
        this.#ground.cancel(limit);
        stop.abort();
        done(won);
      };
      const start = () => {
        this.#ground.cancel(timer);
        const origin = order[next];
        if (origin === undefined) {
          if (running === 0) end(null);
          return;
        }
        next += 1;
        running += 1;
        timer = this.#ground.after(STAGGER, start);
        this.#ask(origin, stop.signal).then(
          (list) => end({ origin, list }),
          () => {
            running -= 1;
            start();
          },
        );
      };
      start();
    });
  }

  async #ask(origin: string, signal: AbortSignal): Promise<string> {
    const answer = await this.#ground.fetch(origin + LIST, { credentials: "omit", cache: "no-store", signal });
    const list = await answer.text();
    // a portal of the network's, or whoever has a name of ours now, answers too
    if (!answer.ok || (origin !== "" && !this.#ways.learn(list))) throw new Error("no answer of the site");
    return list;
  }

  async #send(origin: string, path: string, init: RequestInit): Promise<Response> {
    const stop = new AbortController();
    const large = init.body instanceof Uint8Array;
    const limit = large ? null : this.#ground.after(ANSWER_LIMIT, () => stop.abort());
    try {
      if (origin === "") return await this.#ground.fetch(path, { ...init, signal: stop.signal });
      const headers = new Headers(init.headers);
      if (this.#token !== null) headers.set("Authorization", `Bearer ${this.#token}`);
      const asked: RequestInit = { ...init, headers, credentials: "omit", mode: "cors", signal: stop.signal };
      return await this.#ground.fetch(origin + path, asked);
    } finally {
      if (limit !== null) this.#ground.cancel(limit);
    }
  }
}

function mayRepeat(path: string, init: RequestInit): boolean {
  if ((init.method ?? "GET") === "GET" || path.startsWith("/api/login/begin")) return true;
  return path.startsWith("/jmap/") && !(typeof init.body === "string" && ONCE.test(init.body));
}
