import { Refusal } from "../vault/problem";
import type { Octets } from "../vault/octets";
import { type Call, CORE, MAIL, SEALED, type SealedCapability, type Session, type SetDone, SUBMISSION } from "./types";
import type { Web } from "./web";

/** What one request came back with, by call id. */
export class Answers {
  readonly #byId: ReadonlyMap<string, Call>;

  constructor(responses: readonly Call[]) {
    this.#byId = new Map(responses.map((response) => [response[2], response]));
  }

  /** The answer to a call; an error of the method (RFC 8620 §3.6.2) is thrown. */
  of<T>(id: string): T {
    const [name, output] = this.#byId.get(id) ?? ["error", { type: "serverFail" }];
    if (name === "error") throw methodRefusal(output);
    return output as T;
  }

  /** The same, with null for an error that the caller can do without. */
  ifAny<T>(id: string): T | null {
    const answer = this.#byId.get(id);
    return answer === undefined || answer[0] === "error" ? null : (answer[1] as T);
  }

  /** A /set answer in which nothing was refused. */
  allSet(id: string): SetDone {
    const done = this.of<SetDone>(id);
    const refused = { ...done.notCreated, ...done.notUpdated, ...done.notDestroyed };
    const [first] = Object.values(refused);
    if (first !== undefined)
      throw new Refusal(kebab(first.type), first.description || "The server refused the change.");
    return done;
  }
}

/** A thin JMAP client over one account. */
export class Jmap {
  readonly #web: Web;
  readonly #session: Session;
  readonly accountId: string;

  private constructor(web: Web, session: Session, accountId: string) {
    this.#web = web;
    this.#session = session;
    this.accountId = accountId;
  }

  /** RFC 8620 §2 */
  static async connect(web: Web): Promise<Jmap> {
    const session = await web.json<Session>("GET", "/jmap/session");
    const accountId = session.primaryAccounts[MAIL];
    if (accountId === undefined) throw new Refusal("server", "The server offers no mail for this account.");
    return new Jmap(web, session, accountId);
  }

  get sealed(): SealedCapability {
    return this.#session.accounts[this.accountId]?.accountCapabilities[SEALED] as SealedCapability;
  }

  /** Adds the account to every call; ids are for `Answers` and for back-references (RFC 8620 §3.7). */
  async request(...calls: readonly Call[]): Promise<Answers> {
    const methodCalls = calls.map(([name, input, id]) => [name, { accountId: this.accountId, ...input }, id]);
    const body = { using: [CORE, MAIL, SUBMISSION, SEALED], methodCalls };
    const answer = await this.#web.json<{ methodResponses: readonly Call[] }>(
      "POST",
      samePath(this.#session.apiUrl),
      body,
    );
    return new Answers(answer.methodResponses);
  }

  /** RFC 8620 §6.1 */
  async upload(octets: Octets, type: string): Promise<string> {
    const url = expand(this.#session.uploadUrl, { accountId: this.accountId });
    const response = await this.#web.send(url, { method: "POST", body: octets, headers: { "Content-Type": type } });
    return ((await response.json()) as { blobId: string }).blobId;
  }

  /** RFC 8620 §6.2 */
  async download(blobId: string, type: string): Promise<Octets> {
    const url = expand(this.#session.downloadUrl, { accountId: this.accountId, blobId, type, name: "message" });
    return new Uint8Array(await (await this.#web.send(url)).arrayBuffer());
  }

  /** RFC 8620 §7.3 */
  eventUrl(types: readonly string[], pingSeconds: number): string {
    return expand(this.#session.eventSourceUrl, {
      types: types.join(","),
      closeafter: "no",
      ping: String(pingSeconds),
    });
  }
}

/** A reference to an earlier answer of the same request. */
export function from(resultOf: string, name: string, path: string): object {
  return { resultOf, name, path };
}

/** RFC 6570 level 1. */
function expand(template: string, values: Readonly<Record<string, string>>): string {
  return samePath(template.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(values[name] ?? "")));
}

/** The page speaks to its own origin only, whatever host name the server believes it has. */
function samePath(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/, "");
}

function methodRefusal(output: object): Refusal {
  const { type, description } = output as { type?: string; description?: string };
  return new Refusal(kebab(type ?? "serverFail"), description || "The server could not do that.");
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
