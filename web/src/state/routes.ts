import type { Web } from "../jmap/web";
import type { KnownWays } from "../reach/known";
import type { Router } from "../reach/router";
import type { Vault } from "../vault/vault";
import type { Settings } from "./settings";

const LABEL = "This browser, other ways";

/** What the client does about ways to the site, besides asking by them: whose key, which lists, which token. */
export class Routes {
  readonly #web: Web;
  readonly #vault: Vault;
  readonly #router: Router;
  readonly #ways: KnownWays;
  #fresh: string | null = null;

  constructor(web: Web, vault: Vault, router: Router, ways: KnownWays) {
    this.#web = web;
    this.#vault = vault;
    this.#router = router;
    this.#ways = ways;
  }

  /** Before anything is asked. What the first visit is told is pinned; see docs/format/endpoints.md, "Whose key". */
  async begin(): Promise<void> {
    this.#router.carry(tokenIn(await this.#vault.routeToken()));
    await this.#router.settle();
  }

  told(key: string | undefined): void {
    if (key !== undefined && this.#ways.key === "") this.#ways.pin(key);
  }

  /** A login was answered with this session's token. */
  admitted(token: string): void {
    this.#fresh = token;
    if (this.#router.origin !== "") this.#router.carry(token);
  }

  /** After an account opened: settles the key, learns its lists, and gets a token for other origins. */
  async opened(settings: Settings, keep: (key: string) => Promise<void>): Promise<void> {
    const lists = await this.#web.json<{ key: string; open: string; own: string }>("GET", "/api/endpoints");
    const trusted = settings.endpointKey ?? (this.#ways.key === "" ? lists.key : this.#ways.key);
    this.#ways.pin(trusted);
    if (trusted !== lists.key) return; // another key than the account knows: its lists are not used
    if (settings.endpointKey === undefined) await keep(trusted);
    this.#ways.learn(lists.open);
    this.#ways.learn(lists.own);
    await this.#keepToken();
  }

  /** A session of its own, which the owner sees and ends in Settings, and which is never fresh. */
  async #keepToken(): Promise<void> {
    const kept = await this.#vault.routeToken();
    const fresh = this.#fresh;
    this.#fresh = null;
    if (kept !== null || fresh === null || this.#ways.others("").length < 2) return;
    const made = await this.#web.json<{ id: string; token: string }>("POST", "/api/sessions", { label: LABEL });
    this.#router.carry(made.token);
    await this.#vault.keepRouteToken(`${made.id} ${made.token}`);
  }

  /** At a logout: nobody is to come in by the kept token any more. */
  async end(): Promise<void> {
    const kept = await this.#vault.routeToken();
    if (kept !== null) await this.#web.json("DELETE", `/api/sessions/${encodeURIComponent(kept.split(" ")[0] ?? "")}`);
  }

  left(): void {
    this.#fresh = null;
    this.#router.carry(null);
  }
}

/** The vault keeps `id token`. */
function tokenIn(kept: string | null): string | null {
  return kept?.split(" ")[1] ?? null;
}
