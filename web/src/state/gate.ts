import type { Web } from "../jmap/web";
import { Refusal } from "../vault/problem";
import type { AccountPapers, Enrolled, LoginQuestion, RecoveryPapers } from "../vault/protocol";
import type { Vault } from "../vault/vault";

/** `GET /api/account` */
export interface Account extends AccountPapers {
  readonly accountId: string;
  readonly settings?: string | null;
  readonly totp: boolean;
}

interface LoginBegun extends LoginQuestion {
  readonly loginId: string;
}

interface Finished {
  readonly M2: string;
  readonly totp: boolean;
  readonly token?: string;
}

interface RecoveryBegun {
  readonly recoveryId: string;
  readonly challenge: string;
}

/** The calls of docs/format/account.md that let a person in: sign-up, login, recovery, proving oneself again. */
export class Gate {
  readonly #web: Web;
  readonly #vault: Vault;
  readonly #admitted: (token: string) => void;
  #loginId: string | null = null;

  /** `admitted` gets each new session's token: where the page speaks to another origin, no cookie comes back. */
  constructor(web: Web, vault: Vault, admitted: (token: string) => void = () => undefined) {
    this.#web = web;
    this.#vault = vault;
    this.#admitted = admitted;
  }

  async signUp(address: string, enrolled: Enrolled, invite: string | null): Promise<void> {
    const { words: _words, ...public_ } = enrolled;
    await this.#web.json("POST", "/api/signup", { address, ...(invite === null ? {} : { invite }), ...public_ });
  }

  /** SRP-6a: both sides prove themselves. Answers "totp" when a code is still needed. */
  async prove(address: string, password: string): Promise<"in" | "totp"> {
    const { A } = await this.#vault.beginLogin(address);
    const begun = await this.#web.json<LoginBegun>("POST", "/api/login/begin", { address, A });
    const { B, srpSalt, kdf, loginId } = begun;
    const { M1 } = await this.#vault.proveLogin(password, { B, srpSalt, kdf });
    const finish = { loginId, M1, cookie: true };
    const done = await this.#web.json<Finished>("POST", "/api/login/finish", finish);
    await this.#vault.confirmLogin(done.M2);
    if (done.token !== undefined) this.#admitted(done.token);
    this.#loginId = done.totp ? loginId : null;
    return done.totp ? "totp" : "in";
  }

  async confirmTotp(code: string): Promise<void> {
    if (this.#loginId === null) throw new Refusal("expired", "Enter your password again.");
    const { token } = await this.#web.json<{ token: string }>("POST", "/api/login/totp", { loginId: this.#loginId, code });
    this.#admitted(token);
    this.#loginId = null;
  }

  /** The words sign the challenge, open the account key and lock it with the new password. */
  async recover(address: string, words: readonly string[], newPassword: string): Promise<void> {
    const begun = await this.#web.json<RecoveryBegun>("POST", "/api/recover/begin", { address });
    const signature = await this.#vault.signRecovery(address, words, begun.challenge);
    const opening = { recoveryId: begun.recoveryId, signature };
    const papers = await this.#web.json<Omit<RecoveryPapers, "address">>("POST", "/api/recover/open", opening);
    const login = await this.#vault.recoverLogin(words, { ...papers, address }, newPassword);
    await this.#web.json("POST", "/api/recover/finish", { recoveryId: begun.recoveryId, login });
  }

  /**
   * Makes the session fresh, which what follows needs, by logging in again; the session before it ends. With a second
   * factor and no code the password is proved only, and the session must still be fresh from its own login.
   */
  async refresh(address: string, password: string, code: string | undefined): Promise<void> {
    const before = (await this.sessions()).find((session) => session.current)?.id;
    const stage = await this.prove(address, password);
    if (stage === "totp" && code === undefined) return;
    if (stage === "totp") await this.confirmTotp(code ?? "");
    const now = (await this.sessions()).find((session) => session.current)?.id;
    if (before !== undefined && before !== now)
      await this.#web.json("DELETE", `/api/sessions/${encodeURIComponent(before)}`);
  }

  sessions(): Promise<readonly SessionAnswer[]> {
    return this.#web.json("GET", "/api/sessions");
  }

  account(): Promise<Account> {
    return this.#web.json("GET", "/api/account");
  }
}

export interface SessionAnswer {
  readonly id: string;
  readonly label: string;
  readonly kind: "page" | "app";
  readonly created: string;
  readonly lastUsed: string;
  readonly current: boolean;
}

/** docs/format/account.md: lower case, the domain in A-label form (RFC 5891 through the URL parser). */
export function canonicalAddress(typed: string): string {
  const address = typed.trim().toLowerCase();
  const at = address.lastIndexOf("@");
  if (at < 1 || at === address.length - 1) throw new Refusal("bad-request", "That is not a mail address.");
  return `${address.slice(0, at)}@${aLabel(address.slice(at + 1))}`;
}

function aLabel(domain: string): string {
  if (/[/\\?#@:[\]\s]/.test(domain)) throw new Refusal("bad-request", "That is not a mail address.");
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    throw new Refusal("bad-request", "That is not a mail address.");
  }
}
