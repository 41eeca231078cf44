import { type EndpointList, judge, unverified } from "./list";

/** What the page keeps between visits about ways to its site. No secret; whoever can write here owns the page. */
export interface Shelf {
  read(): string | null;
  write(text: string): void;
}

interface Kept {
  readonly key: string;
  readonly site: string;
  readonly public: string;
  readonly own: string;
  readonly homes: readonly string[]; // origins that the page came from while a list named them
  readonly worked: Readonly<Record<string, string>>; // by network, as far as a browser tells them apart
}

const NOTHING: Kept = { key: "", site: "", public: "", own: "", homes: [], worked: {} };

/** The ways to the site that this browser knows, from lists that the pinned key signed. */
export class KnownWays {
  readonly #shelf: Shelf;
  readonly #now: () => number;
  readonly #network: () => string;

  constructor(shelf: Shelf, now: () => number, network: () => string) {
    this.#shelf = shelf;
    this.#now = now;
    this.#network = network;
  }

  get key(): string {
    return this.#kept().key;
  }

  /** Another key makes what the old one signed worthless. */
  pin(key: string): void {
    const kept = this.#kept();
    if (kept.key !== key) this.#keep({ ...NOTHING, key, worked: kept.worked });
  }

  /** Keeps a list that holds against what is known; false when it is refused. */
  learn(text: string): boolean {
    const kept = this.#kept();
    const said = unverified(text);
    if (said === null || kept.key === "") return false;
    const known = unverified(kept[said.scope]);
    const site = kept.site === "" ? said.site : kept.site;
    if (!("good" in judge(text, kept.key, site, known?.number ?? 0, this.#seconds()))) return false;
    this.#keep({ ...kept, site, [said.scope]: text });
    return true;
  }

  /**
   * Origins other than `home`, the one that worked here last first. Onion services are for their own page. None for
   * a page from an origin that no list ever named (a tunnel, this very machine): the site's policy lets it ask nobody.
   */
  others(home: string): readonly string[] {
    const kept = this.#kept();
    const all = (["public", "own"] as const).flatMap((scope) => this.#good(kept, scope)?.origins ?? []);
    if (all.includes(home) && !kept.homes.includes(home)) this.#keep({ ...kept, homes: [...kept.homes, home] });
    else if (home !== "" && !kept.homes.includes(home)) return [];
    const origins = [...new Set(all)].filter((origin) => origin !== home && !origin.endsWith(".onion"));
    const last = this.worked;
    return last !== null && origins.includes(last) ? [last, ...origins.filter((origin) => origin !== last)] : origins;
  }

  get worked(): string | null {
    return this.#kept().worked[this.#network()] ?? null;
  }

  noteWorked(origin: string): void {
    const kept = this.#kept();
    if (kept.worked[this.#network()] !== origin)
      this.#keep({ ...kept, worked: { ...kept.worked, [this.#network()]: origin } });
  }

  #good(kept: Kept, scope: "public" | "own"): EndpointList | null {
    const judged = judge(kept[scope], kept.key, kept.site, 0, this.#seconds());
    return "good" in judged ? judged.good : null;
  }

  #seconds(): number {
    return Math.floor(this.#now() / 1000);
  }

  #kept(): Kept {
    try {
      return { ...NOTHING, ...(JSON.parse(this.#shelf.read() ?? "{}") as Partial<Kept>) };
    } catch {
      return NOTHING;
    }
  }

  #keep(kept: Kept): void {
    this.#shelf.write(JSON.stringify(kept));
  }
}

/** In the browser's storage; without any (private windows) only until the page is closed. */
export function browserShelf(): Shelf {
  let spare: string | null = null;
  return {
    read() {
      try {
        return localStorage.getItem("postern.reach") ?? spare;
      } catch {
        return spare;
      }
    },
    write(text) {
      spare = text;
      try {
        localStorage.setItem("postern.reach", text);
      } catch {
        // kept for this visit only
      }
    },
  };
}

/** "wifi", "cellular": all that a browser says of the network it is in. */
export function browserNetwork(): string {
  const { connection } = navigator as { connection?: { type?: string } };
  return connection?.type ?? "any";
}
