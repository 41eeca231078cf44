import { ed25519 } from "@noble/curves/ed25519.js";
import * as openpgp from "openpgp";
import type { Events } from "../../src/jmap/push";
import type { Fetch } from "../../src/jmap/web";
import type { Login } from "../../src/vault/account";
import { base64, concat, fromBase64, hex, type Octets, random, utf8 } from "../../src/vault/octets";
import { number } from "../../src/vault/srp";
import { seal } from "../../src/vault/stored";
import { type ServerProof, serverProof } from "../vault/srp-server";
import { type Body, FakeJmap } from "./fake-jmap";
import { type FakeAccount, FakeEvents, keep, mailbox, stored } from "./fake-store";

// A server after docs/format, in memory. It has no secret key; what it stores it cannot read.

const DOMAIN = "postern.test";
const ROLES = ["inbox", "drafts", "sent", "archive", "junk", "trash"];

export class FakeServer {
  readonly accounts = new Map<string, FakeAccount>();
  readonly jmap = new FakeJmap();
  readonly requests: string[] = [];
  down = false;
  /** Whether what is asked gets lost on its way, as behind a null route. */
  lost: (route: string) => boolean = () => false;
  readonly #sessions = new Map<string, string>();
  readonly #logins = new Map<string, { readonly address: string; readonly proof: ServerProof }>();
  readonly #recoveries = new Map<string, { readonly address: string; readonly challenge: Octets; proved: boolean }>();

  /** A browser: a fetch with a cookie of its own, and the event streams it opened. */
  browser(): { readonly fetch: Fetch; readonly events: (url: string) => Events; readonly streams: FakeEvents[] } {
    let cookie: string | null = null;
    const streams: FakeEvents[] = [];
    const fetch: Fetch = async (input, init = {}) => {
      const answer = await this.#answer(
        new URL(input, "https://postern.test"),
        init,
        cookie,
        (token) => (cookie = token),
      );
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
    return keep(account, concat(key, sealed, body), { inbox: true }, {});
  }

  #account(cookie: string | null): FakeAccount | undefined {
    return this.accounts.get(this.#sessions.get(cookie ?? "") ?? "");
  }

  async #answer(
    url: URL,
    init: RequestInit,
    cookie: string | null,
    setCookie: (token: string) => void,
  ): Promise<Response> {
    const route = `${init.method ?? "GET"} ${url.pathname}`;
    this.requests.push(route);
    if (this.lost(route)) throw new TypeError("Failed to fetch");
    if (this.down) return new Response("Bad gateway", { status: 502 });
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
    if (route === "POST /api/login/totp") return this.#finishTotp(body["loginId"], body["code"], setCookie);
    if (route === "POST /api/recover/begin") return this.#beginRecovery(body["address"]);
    if (route === "POST /api/recover/open") return this.#openRecovery(body["recoveryId"], body["signature"]);
    if (route === "POST /api/recover/finish") return this.#finishRecovery(body["recoveryId"], body["login"]);
    return null;
  }

  #signUp(body: Body): Response {
    const address = String(body["address"]);
    if (this.accounts.has(address)) return problem(409, "address-taken");
    const { login, lockedKeys, certificates, keyList, wrappedByPhrase, phrasePublicKey } = body;
    const named = ROLES.map((role) => [role, mailbox(role, role)] as const);
    this.accounts.set(address, {
      ...{
        address,
        login,
        lockedKeys,
        certificates,
        keyList,
        wrappedByPhrase,
        phrasePublicKey,
        settings: null,
        totpCode: null,
      },
      ...{ mailboxes: new Map(named), emails: new Map(), events: new Set(), state: 1, count: 0 },
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
    const M2 = base64(login.proof.M2);
    if (this.accounts.get(login.address)?.totpCode !== null) return json({ M2, totp: true });
    return json({ M2, totp: false, ...this.#newSession(login.address, setCookie) });
  }

  #finishTotp(loginId: string, code: string, setCookie: (token: string) => void): Response {
    const address = this.#logins.get(loginId)?.address ?? "";
    if (this.accounts.get(address)?.totpCode !== code) return problem(401, "totp-wrong");
    return json(this.#newSession(address, setCookie));
  }

  #newSession(address: string, setCookie: (token: string) => void): object {
    const token = hex(random(16));
    this.#sessions.set(token, address);
    setCookie(token);
    return { token, accountId: address };
  }

  #beginRecovery(address: string): Response {
    const recoveryId = hex(random(8));
    const challenge = random(32);
    this.#recoveries.set(recoveryId, { address, challenge, proved: false });
    return json({ recoveryId, challenge: base64(challenge) });
  }

  #openRecovery(recoveryId: string, signature: string): Response {
    const recovery = this.#recoveries.get(recoveryId);
    const account = this.accounts.get(recovery?.address ?? "");
    if (recovery === undefined || account === undefined) return problem(401, "wrong-credentials");
    const said = concat(utf8(`postern recovery v1\n${account.address}\n`), recovery.challenge);
    recovery.proved = ed25519.verify(fromBase64(signature), said, fromBase64(account.phrasePublicKey));
    if (!recovery.proved) return problem(401, "wrong-credentials");
    const { wrappedByPhrase, lockedKeys, certificates, keyList } = account;
    return json({ wrappedByPhrase, lockedKeys, certificates, keyList });
  }

  #finishRecovery(recoveryId: string, login: Login): Response {
    const recovery = this.#recoveries.get(recoveryId);
    const account = this.accounts.get(recovery?.address ?? "");
    if (recovery?.proved !== true || account === undefined) return problem(401, "wrong-credentials");
    Object.assign(account, { login, totpCode: null });
    return new Response(null, { status: 204 });
  }

  #inside(route: string, url: URL, init: RequestInit, body: Body, account: FakeAccount): Response | Promise<Response> {
    if (url.pathname.startsWith("/jmap/upload/")) return this.#upload(init);
    if (url.pathname.startsWith("/jmap/download/")) return this.#download(account, url);
    switch (route) {
      case "POST /api/logout":
        return new Response(null, { status: 204 });
      case "GET /api/account":
        return json({
          ...account,
          wrappedByPassword: account.login.wrappedByPassword,
          accountId: account.address,
          totp: account.totpCode !== null,
        });
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
        return this.jmap.answer(account, body["methodCalls"]).then((answer) => json(answer));
      default:
        return url.pathname.startsWith("/api/sessions/")
          ? new Response(null, { status: 204 })
          : problem(404, "not-found");
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
    const blobId = `u${this.jmap.uploads.size}`;
    this.jmap.uploads.set(blobId, { octets, type });
    return json({ blobId, type, size: octets.length }, 201);
  }

  #download(account: FakeAccount, url: URL): Response {
    const blobId = url.pathname.split("/")[4] ?? "";
    const email = account.emails.get(blobId.slice(2));
    return email === undefined ? problem(404, "not-found") : new Response(stored(email));
  }
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

function json(value: object, status = 200): Response {
  return new Response(
    JSON.stringify(value, (_key, each: unknown) => (each instanceof Map || each instanceof Set ? undefined : each)),
    { status },
  );
}

function problem(status: number, name: string): Response {
  return new Response(JSON.stringify({ type: `about:blank#${name}`, title: `Refused: ${name}.`, status }), { status });
}
