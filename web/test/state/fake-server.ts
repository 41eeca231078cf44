import * as openpgp from "openpgp";
import type { Events } from "../../src/jmap/push";
import type { Call, Email, Mailbox } from "../../src/jmap/types";
import type { Fetch } from "../../src/jmap/web";
import type { Login } from "../../src/vault/account";
import { base64, concat, fromBase64, hex, type Octets, random, utf8 } from "../../src/vault/octets";
import type { Certificates, KeyList } from "../../src/vault/protocol";
import { number } from "../../src/vault/srp";
import { seal } from "../../src/vault/stored";
import { type ServerProof, serverProof } from "../vault/srp-server";

// A server after docs/format, in memory. It has no secret key; what it stores it cannot read.

// Requests come as any JSON; the fake trusts its caller, as the real server must not.
type Body = Record<string, any>;

interface StoredEmail {
  readonly id: string;
  readonly receivedAt: string;
  readonly stored: Octets;
  summary: Octets | null; // a summary packet that replaced the first one
  mailboxIds: Record<string, boolean>;
  keywords: Record<string, boolean>;
  modified: number;
}

export interface FakeAccount {
  readonly address: string;
  login: Login;
  lockedKeys: string;
  certificates: Certificates;
  keyList: KeyList;
  wrappedByPhrase: string;
  settings: string | null;
  readonly mailboxes: Map<string, { -readonly [K in keyof Mailbox]: Mailbox[K] }>;
  readonly emails: Map<string, StoredEmail>;
  readonly events: Set<FakeEvents>;
  state: number;
}

export interface Submitted {
  readonly octets: Octets;
  readonly rcptTo: readonly string[];
}

const DOMAIN = "postern.test";
const ROLES = ["inbox", "drafts", "sent", "archive", "junk", "trash"];

export class FakeEvents implements Events {
  readonly #listeners = new Map<string, (event: MessageEvent) => void>();
  closed = false;

  addEventListener(type: string, listener: (event: MessageEvent) => void): void {
    this.#listeners.set(type, listener);
  }

  close(): void {
    this.closed = true;
  }

  say(type: string, data?: object): void {
    if (!this.closed) this.#listeners.get(type)?.(new MessageEvent(type, { data: JSON.stringify(data ?? null) }));
  }
}

export class FakeServer {
  readonly accounts = new Map<string, FakeAccount>();
  readonly submitted: Submitted[] = [];
  readonly requests: string[] = [];
  /** A method name that fails until it is cleared. */
  refuses: string | null = null;
  readonly #sessions = new Map<string, string>();
  readonly #logins = new Map<string, { readonly address: string; readonly proof: ServerProof }>();
  readonly #uploads = new Map<string, { readonly octets: Octets; readonly type: string }>();
  #count = 0;

  /** A browser: a fetch with a cookie of its own, and the event streams it opened. */
  browser(): { readonly fetch: Fetch; readonly events: (url: string) => Events; readonly streams: FakeEvents[] } {
    let cookie: string | null = null;
    const streams: FakeEvents[] = [];
    const fetch: Fetch = async (input, init = {}) => {
      const answer = await this.#answer(new URL(input, "https://postern.test"), init, cookie, (token) => (cookie = token));
      return answer;
    };
    const events = () => {
      const stream = new FakeEvents();
      streams.push(stream);
      this.#account(cookie)?.events.add(stream);
      return stream;
    };
    return { fetch, events, streams };
  }

  /** What `intake` does with a message that arrives. */
  async deliver(address: string, octets: Octets, summary: object): Promise<string> {
    const account = this.accounts.get(address);
    if (account === undefined) throw new Error(`no ${address}`);
    const certificate = await openpgp.readKey({ binaryKey: fromBase64(account.certificates.v6) });
    const { key, summary: sealed, body } = await seal(certificate, utf8(JSON.stringify({ v: 1, ...summary })), octets);
    return this.#keep(account, concat(key, sealed, body), { inbox: true }, {});
  }

  #keep(account: FakeAccount, stored: Octets, mailboxIds: Record<string, boolean>, keywords: Record<string, boolean>): string {
    this.#count += 1;
    const id = `e${this.#count}`;
    const receivedAt = new Date(Date.UTC(2026, 10, 23, 20, 0, this.#count)).toISOString();
    account.emails.set(id, { id, receivedAt, stored, summary: null, mailboxIds, keywords, modified: this.#touch(account) });
    return id;
  }

  #touch(account: FakeAccount): number {
    account.state += 1;
    const states = { Email: String(account.state), Mailbox: String(account.state) };
    for (const stream of account.events) stream.say("state", { changed: { a: states } });
    return account.state;
  }

  #account(cookie: string | null): FakeAccount | undefined {
    return this.accounts.get(this.#sessions.get(cookie ?? "") ?? "");
  }

  async #answer(url: URL, init: RequestInit, cookie: string | null, setCookie: (token: string) => void): Promise<Response> {
    const route = `${init.method ?? "GET"} ${url.pathname}`;
    this.requests.push(route);
    const body = (typeof init.body === "string" ? JSON.parse(init.body) : {}) as Body;
    const open = await this.#outside(route, url, body, setCookie);
    if (open !== null) return open;
    const account = this.#account(cookie);
    if (account === undefined) return problem(401, "expired");
    if (route === "POST /api/logout") this.#sessions.delete(cookie ?? "");
    return this.#inside(route, url, init, body, account);
  }

  async #outside(route: string, _url: URL, body: Body, setCookie: (token: string) => void) {
    if (route === "GET /api/site") return json({ domains: [DOMAIN], signUp: "open", version: "test" });
    if (route === "POST /api/signup") return this.#signUp(body);
    if (route === "POST /api/login/begin") return this.#beginLogin(body["address"], body["A"]);
    if (route === "POST /api/login/finish") return this.#finishLogin(body["loginId"], body["M1"], setCookie);
    return null;
  }

  #signUp(body: Body): Response {
    const address = String(body["address"]);
    if (this.accounts.has(address)) return problem(409, "address-taken");
    const { login, lockedKeys, certificates, keyList, wrappedByPhrase } = body;
    const named = ROLES.map((role) => [role, mailbox(role, role)] as const);
    this.accounts.set(address, {
      ...{ address, login, lockedKeys, certificates, keyList, wrappedByPhrase, settings: null },
      ...{ mailboxes: new Map(named), emails: new Map(), events: new Set(), state: 1 },
    });
    return json({ accountId: address }, 201);
  }

  #beginLogin(address: string, A: string): Response {
    const account = this.accounts.get(address);
    if (account === undefined) return problem(401, "wrong-credentials");
    const { srpSalt, kdf, verifier } = account.login;
    const proof = serverProof(address, fromBase64(srpSalt), number(fromBase64(verifier)), fromBase64(A));
    const loginId = hex(random(8));
    this.#logins.set(loginId, { address, proof });
    return json({ loginId, B: base64(proof.B), srpSalt, kdf });
  }

  #finishLogin(loginId: string, M1: string, setCookie: (token: string) => void): Response {
    const login = this.#logins.get(loginId);
    if (login === undefined || base64(login.proof.M1) !== M1) return problem(401, "wrong-credentials");
    const token = hex(random(16));
    this.#sessions.set(token, login.address);
    setCookie(token);
    return json({ M2: base64(login.proof.M2), totp: false, token, accountId: login.address });
  }

  #inside(route: string, url: URL, init: RequestInit, body: Body, account: FakeAccount): Response | Promise<Response> {
    if (url.pathname.startsWith("/jmap/upload/")) return this.#upload(init);
    if (url.pathname.startsWith("/jmap/download/")) return this.#download(account, url);
    switch (route) {
      case "POST /api/logout":
        return new Response(null, { status: 204 });
      case "GET /api/account":
        return json({ ...account, wrappedByPassword: account.login.wrappedByPassword, accountId: account.address, totp: false });
      case "PUT /api/account/settings":
        account.settings = body["settings"];
        return new Response(null, { status: 204 });
      case "GET /api/sessions":
        return json([...this.#sessions.keys()].map((id) => ({ id, label: "", kind: "page", current: true })));
      case "POST /api/account/password":
        account.login = body["login"];
        return new Response(null, { status: 204 });
      case "GET /api/keys":
        return this.#keys(url.searchParams.get("address") ?? "");
      case "GET /jmap/session":
        return json(session(account));
      case "POST /jmap/api":
        return this.#api(account, body["methodCalls"]);
      default:
        return url.pathname.startsWith("/api/sessions/") ? new Response(null, { status: 204 }) : problem(404, "not-found");
    }
  }

  #keys(address: string): Response {
    const account = this.accounts.get(address);
    if (account === undefined) return problem(404, "not-found");
    return json({ address, certificates: account.certificates, keyList: account.keyList });
  }

  async #upload(init: RequestInit): Promise<Response> {
    const octets = new Uint8Array(init.body as Octets);
    const type = (init.headers as Record<string, string>)["Content-Type"] ?? "";
    const blobId = `u${this.#uploads.size}`;
    this.#uploads.set(blobId, { octets, type });
    return json({ blobId, type, size: octets.length }, 201);
  }

  #download(account: FakeAccount, url: URL): Response {
    const blobId = url.pathname.split("/")[4] ?? "";
    const email = account.emails.get(blobId.slice(2));
    return email === undefined ? problem(404, "not-found") : new Response(stored(email));
  }

  async #api(account: FakeAccount, calls: readonly Call[]): Promise<Response> {
    const methodResponses: [string, object, string][] = [];
    for (const [name, given, id] of calls) {
      const input = this.#resolved(given as Body, methodResponses);
      const output = name === this.refuses ? null : await this.#method(account, name, input);
      methodResponses.push(output === null ? ["error", { type: "serverFail" }, id] : [name, output, id]);
    }
    return json({ methodResponses, sessionState: "1" });
  }

  #resolved(input: Body, before: readonly [string, object, string][]): Body {
    const reference = input["#ids"] as { resultOf: string } | undefined;
    const source = before.find(([, , id]) => id === reference?.resultOf)?.[1] as { ids: never } | undefined;
    return source === undefined ? input : { ...input, ids: source.ids };
  }

  async #method(account: FakeAccount, name: string, input: Body): Promise<object | null> {
    switch (name) {
      case "Mailbox/get":
        return { state: String(account.state), list: this.#mailboxes(account), notFound: [] };
      case "Mailbox/set":
        return this.#setMailboxes(account, input);
      case "Email/query":
        return this.#query(account, input);
      case "Email/get":
        return { state: String(account.state), list: this.#emails(account, input["ids"]), notFound: [] };
      case "Email/changes":
        return this.#changes(account, Number(input["sinceState"]));
      case "Email/set":
        return this.#setEmails(account, input);
      case "Email/import":
        return this.#import(account, input);
      case "Identity/get":
        return { state: "1", list: [{ id: "i1", email: account.address }], notFound: [] };
      case "EmailSubmission/set":
        return this.#submit(input);
      default:
        return null;
    }
  }

  #mailboxes(account: FakeAccount): readonly Mailbox[] {
    return [...account.mailboxes.values()].map((each) => {
      const inside = [...account.emails.values()].filter((email) => email.mailboxIds[each.id]);
      return { ...each, totalEmails: inside.length, unreadEmails: inside.filter((email) => !email.keywords["$seen"]).length };
    });
  }

  #setMailboxes(account: FakeAccount, input: Body): object {
    const created: Record<string, object> = {};
    for (const [key, value] of entries<{ sealedName: string }>(input["create"])) {
      const id = `m${account.mailboxes.size}`;
      account.mailboxes.set(id, { ...mailbox(id, null), sealedName: value.sealedName });
      created[key] = { id };
    }
    for (const [id, patch] of entries<{ sealedName: string }>(input["update"])) Object.assign(account.mailboxes.get(id)!, patch);
    for (const id of (input["destroy"] as readonly string[] | undefined) ?? []) account.mailboxes.delete(id);
    return { newState: String(this.#touch(account)), created };
  }

  #query(account: FakeAccount, input: Body): object {
    const { inMailbox } = input["filter"] as { inMailbox: string };
    const ids = [...account.emails.values()].filter((email) => email.mailboxIds[inMailbox]).map((email) => email.id).reverse();
    const position = Number(input["position"]);
    return { queryState: String(account.state), total: ids.length, ids: ids.slice(position, position + Number(input["limit"])) };
  }

  #emails(account: FakeAccount, ids: readonly string[]): readonly Email[] {
    return ids.flatMap((id) => {
      const email = account.emails.get(id);
      if (email === undefined) return [];
      const [key, summary] = packets(stored(email));
      const { mailboxIds, keywords, receivedAt } = email;
      const sealed = { sealedSummary: base64(concat(key!, summary!)), sealedBlobId: `s-${id}` };
      return [{ id, threadId: `t${id}`, mailboxIds, keywords, receivedAt, ...sealed }];
    });
  }

  #changes(account: FakeAccount, since: number): object {
    const updated = [...account.emails.values()].filter((email) => email.modified > since).map((email) => email.id);
    return { newState: String(account.state), hasMoreChanges: false, created: [], updated, destroyed: [] };
  }

  #setEmails(account: FakeAccount, input: Body): object {
    for (const [id, patch] of entries<Record<string, unknown>>(input["update"])) {
      const email = account.emails.get(id);
      if (email === undefined) return { newState: "1", notUpdated: { [id]: { type: "notFound" } } };
      email.modified = this.#touch(account);
      for (const [path, value] of Object.entries(patch)) apply(email, path, value);
    }
    for (const id of (input["destroy"] as readonly string[] | undefined) ?? []) account.emails.delete(id);
    return { newState: String(this.#touch(account)) };
  }

  #import(account: FakeAccount, input: Body): object {
    const created: Record<string, object> = {};
    for (const [key, value] of entries<{ blobId: string; mailboxIds: Record<string, boolean>; keywords: Record<string, boolean>; threadHash: string }>(input["emails"])) {
      const upload = this.#uploads.get(value.blobId);
      if (upload?.type !== "application/vnd.postern.sealed" || fromBase64(value.threadHash).length !== 16) throw new Error("bad import");
      created[key] = { id: this.#keep(account, upload.octets, value.mailboxIds, value.keywords) };
    }
    return { newState: String(account.state), created };
  }

  #submit(input: Body): object {
    for (const [, value] of entries<{ parcels: readonly { blobId: string; rcptTo: readonly { email: string }[] }[] }>(input["create"])) {
      for (const parcel of value.parcels) {
        const octets = this.#uploads.get(parcel.blobId)!.octets;
        this.submitted.push({ octets, rcptTo: parcel.rcptTo.map((each) => each.email) });
      }
    }
    return { newState: "1", created: { submission: { id: "x1" } } };
  }
}

function apply(email: StoredEmail, path: string, value: unknown): void {
  if (path === "mailboxIds") email.mailboxIds = value as Record<string, boolean>;
  else if (path === "sealedSummary") email.summary = fromBase64(String(value));
  else if (path.startsWith("keywords/") && value === true) email.keywords[path.slice(9)] = true;
  else if (path.startsWith("keywords/")) delete email.keywords[path.slice(9)];
  else throw new Error(`unknown property ${path}`);
}

function stored(email: StoredEmail): Octets {
  const [key, summary, body] = packets(email.stored);
  return concat(key!, email.summary ?? summary!, body!);
}

/** Packet framing only, which is all that a server checks. */
function packets(octets: Octets): readonly Octets[] {
  const found: Octets[] = [];
  for (let at = 0; at < octets.length; ) {
    const first = octets[at + 1]!;
    const short = first < 192 ? 2 + first : first < 224 ? 3 + ((first - 192) << 8) + octets[at + 2]! + 192 : 0;
    const length = short || 6 + new DataView(octets.buffer, octets.byteOffset + at + 2, 4).getUint32(0);
    found.push(octets.slice(at, at + length));
    at += length;
  }
  return found;
}

function mailbox(id: string, role: string | null) {
  return { id, name: role ?? `Folder ${id}`, role, parentId: null, totalEmails: 0, unreadEmails: 0, sealedName: null as string | null };
}

function session(account: FakeAccount): object {
  const sealed = { threadKey: base64(new Uint8Array(32).fill(3)), maxParcels: 10 };
  return {
    apiUrl: "http://other.example:8080/jmap/api",
    uploadUrl: "/jmap/upload/{accountId}",
    downloadUrl: "/jmap/download/{accountId}/{blobId}/{name}?type={type}",
    eventSourceUrl: "/jmap/events?types={types}&closeafter={closeafter}&ping={ping}",
    primaryAccounts: { "urn:ietf:params:jmap:mail": account.address },
    accounts: { [account.address]: { accountCapabilities: { "https://postern.org/jmap/sealed": sealed } } },
  };
}

function entries<T>(value: unknown): readonly [string, T][] {
  return Object.entries((value ?? {}) as Record<string, T>);
}

function json(value: object, status = 200): Response {
  return new Response(JSON.stringify(value, (_key, each: unknown) => (each instanceof Map || each instanceof Set ? undefined : each)), { status });
}

function problem(status: number, name: string): Response {
  return new Response(JSON.stringify({ type: `about:blank#${name}`, title: `Refused: ${name}.`, status }), { status });
}

