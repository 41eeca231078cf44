import { Refusal } from "../vault/problem";

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** HTTP to our own origin, with every failure in the one form that views show. */
export class Web {
  readonly #fetch: Fetch;
  #signedOut: () => void = () => undefined;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  /** Called when the server no longer knows our session. */
  whenSignedOut(act: () => void): void {
    this.#signedOut = act;
  }

  async json<T>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: object): Promise<T> {
    const init: RequestInit =
      body === undefined
        ? { method }
        : { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    const response = await this.send(path, init);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await this.#fetch(path, { credentials: "same-origin", ...init });
    } catch {
      throw new Refusal("network", "The server cannot be reached. Check your connection.");
    }
    if (response.ok) return response;
    const refusal = await refusalOf(response);
    if (refusal.name === "signed-out") this.#signedOut();
    throw refusal;
  }
}

/** A 401 by these names is about what was just typed; any other means that the session has ended. */
const TYPED = new Set(["wrong-credentials", "totp-wrong", "reauthenticate"]);

/** RFC 7807, as docs/format/account.md names problems. */
async function refusalOf(response: Response): Promise<Refusal> {
  const problem = (await response.json().catch(() => ({}))) as { type?: unknown; title?: unknown; detail?: unknown };
  const name = typeof problem.type === "string" ? /[#:]([a-z-]+)$/i.exec(problem.type)?.[1] : undefined;
  const title = [problem.title, problem.detail].find((each): each is string => typeof each === "string" && each !== "");
  if (response.status === 401 && !TYPED.has(name ?? "")) {
    return new Refusal("signed-out", "Your session has ended. Log in again.");
  }
  return new Refusal(name ?? "server", title ?? `The server answered ${response.status}.`);
}
