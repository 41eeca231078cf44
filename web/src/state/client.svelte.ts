import { Jmap } from "../jmap/client";
import { type Clock, type Events, Push } from "../jmap/push";
import { type Fetch, Web } from "../jmap/web";
import { Refusal } from "../vault/problem";
import type { Vault } from "../vault/vault";
import { KnownWays, type Shelf } from "../reach/known";
import type { Letters } from "../reach/letters";
import { Router } from "../reach/router";
import type { Draft, Enrolment, OpenMessage, Person, Postern, RecipientForm, SessionNote, Site } from "./contract";
import { Desk } from "./desk.svelte";
import { Directory } from "./directory";
import { type Account, canonicalAddress, Gate } from "./gate";
import { isNetwork, Outbox } from "./outbox";
import { Routes } from "./routes";
import { changeSettings, readSettings, type Settings } from "./settings";
import { Waiting } from "./waiting.svelte";

const PUSHED = ["Mailbox", "Email"] as const;
const NO_SETTINGS: Settings = { v: 1, displayName: "", pins: {} };
/** What no waiting makes better; after anything else, a restarting server for one, the start is tried again. */
const FINAL = new Set(["signed-out", "bad-keys", "cannot-open"]);
const RETRY_MILLISECONDS = 5_000;
const LOOK_AGAIN_MILLISECONDS = 30_000;

/** What the client needs of the browser; tests give their own. */
export interface Surroundings {
  readonly fetch: Fetch;
  readonly events: (url: string) => Events;
  readonly farEvents: (url: string, token: string | null) => Events; // of another origin of the site
  readonly home: string; // the page's own origin
  readonly shelf: Shelf;
  readonly network: () => string;
  readonly letters: Letters;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly now: () => number;
}

/** What exists only while an account is open. */
interface Open {
  readonly desk: Desk;
  readonly outbox: Outbox;
  readonly push: Push;
}

/** The one object that views speak to. It holds no key: those are in the vault's worker. */
export class Client implements Postern {
  stage = $state<Postern["stage"]>("starting");
  site = $state.raw<Site | null>(null);
  address = $state("");
  totpOn = $state(false);
  connection = $state<Postern["connection"]>("live");
  otherWay = $state("");
  #settings = $state.raw<Settings>(NO_SETTINGS);
  #open = $state.raw<Open | null>(null);

  readonly #around: Surroundings;
  readonly #web: Web;
  readonly #vault: Vault;
  readonly #gate: Gate;
  readonly #directory: Directory;
  readonly #router: Router;
  readonly #routes: Routes;
  readonly #waiting: Waiting;

  constructor(around: Surroundings) {
    this.#around = around;
    const ways = new KnownWays(around.shelf, around.now, around.network);
    const { fetch, home, clock } = around;
    const stays = () => this.stage === "open" && this.#router.token === null; // elsewhere nobody would know us
    this.#router = new Router({ fetch, home, stays, after: clock.after, cancel: clock.cancel }, ways);
    this.#web = new Web(this.#router.fetch);
    this.#vault = around.vault;
    this.#routes = new Routes(this.#web, this.#vault, this.#router, ways);
    this.#gate = new Gate(this.#web, this.#vault, (token) => this.#routes.admitted(token));
    this.#waiting = new Waiting(around.letters, this.#vault, around.now);
    this.#router.whenChanged(() => this.#wayChanged());
    const pins = { read: () => this.#settings.pins, add: (more: Settings["pins"]) => this.#pin(more) };
    this.#directory = new Directory(this.#web, this.#vault, pins, () => this.site?.domains ?? [], around.now);
    this.#web.whenSignedOut(() => void this.#leave());
  }

  get folders() {
    return this.#open?.desk.folders ?? [];
  }

  get folderId() {
    return this.#open?.desk.shelf.folderId ?? "";
  }

  get lines() {
    return this.#open?.desk.shelf.lines ?? [];
  }

  get total() {
    return this.#open?.desk.shelf.total ?? 0;
  }

  get loading() {
    return this.#open?.desk.shelf.loading ?? false;
  }

  get waiting() {
    return this.#waiting.letters;
  }

  get displayName() {
    return this.#settings.displayName;
  }

  set displayName(name: string) {
    const before = this.#settings;
    this.#settings = { ...before, displayName: name };
    this.#change((settings) => ({ ...settings, displayName: name })).catch(() => (this.#settings = before));
  }

  /** Asks the server who is there, and opens the account again after a reload. */
  async start(): Promise<void> {
    try {
      await this.#routes.begin();
      this.site = await this.#web.json<Site>("GET", "/api/site");
      this.#routes.told(this.site.endpointKey);
      this.connection = "live";
      if (!(await this.#vault.remembers())) return this.#leave();
      const account = await this.#gate.account();
      if (await this.#vault.restore(account)) await this.#enter(account);
      else await this.logOut();
    } catch (problem) {
      if (problem instanceof Refusal && FINAL.has(problem.name)) return this.#leave();
      this.connection = "offline";
      this.#around.clock.after(RETRY_MILLISECONDS, () => void this.start());
    }
  }

  async signUp(address: string, password: string, invite: string | null): Promise<Enrolment> {
    const canonical = canonicalAddress(address);
    const enrolled = await this.#vault.enrol(canonical, password);
    let signedUp = false;
    const complete = async () => {
      if (!signedUp) await this.#gate.signUp(canonical, enrolled, invite);
      signedUp = true;
      await this.logIn(canonical, password);
    };
    return { phrase: enrolled.words, complete };
  }

  async logIn(address: string, password: string): Promise<void> {
    const canonical = canonicalAddress(address);
    const next = await this.#gate.prove(canonical, password);
    this.address = canonical;
    if (next === "totp") this.stage = "totp";
    else await this.#unlock();
  }

  async confirmTotp(code: string): Promise<void> {
    await this.#gate.confirmTotp(code);
    await this.#unlock();
  }

  async logOut(): Promise<void> {
    await this.#routes.end().catch(() => undefined);
    await this.#web.json("POST", "/api/logout").catch(() => undefined);
    await this.#leave();
  }

  async recover(address: string, words: readonly string[], newPassword: string): Promise<void> {
    const canonical = canonicalAddress(address);
    await this.#gate.recover(canonical, [...words], newPassword);
    await this.logIn(canonical, newPassword);
  }

  async openFolder(id: string): Promise<void> {
    await this.#desk().openFolder(id);
  }

  async loadBetween(from: number, to: number): Promise<void> {
    await this.#desk().loadBetween(from, to);
  }

  async open(id: string): Promise<OpenMessage> {
    return this.#desk().open(id);
  }

  async setSeen(ids: readonly string[], seen: boolean): Promise<void> {
    await this.#desk().setSeen([...ids], seen);
  }

  async setFlagged(ids: readonly string[], flagged: boolean): Promise<void> {
    await this.#desk().setFlagged([...ids], flagged);
  }

  async move(ids: readonly string[], folderId: string): Promise<void> {
    await this.#desk().move([...ids], folderId);
  }

  async destroy(ids: readonly string[]): Promise<void> {
    await this.#desk().destroy([...ids]);
  }

  async createFolder(name: string): Promise<string> {
    return this.#desk().createFolder(name);
  }

  async renameFolder(id: string, name: string): Promise<void> {
    await this.#desk().renameFolder(id, name);
  }

  async deleteFolder(id: string): Promise<void> {
    await this.#desk().deleteFolder(id);
  }

  async formOf(email: string): Promise<RecipientForm> {
    return this.#directory.formOf(email);
  }

  async acceptChangedKey(email: string): Promise<void> {
    await this.#directory.accept(email);
  }

  async send(draft: Draft): Promise<"sent" | "waiting"> {
    const letter = $state.snapshot(draft) as Draft;
    let tried: string | null = null;
    try {
      await this.#sendNow(letter, (emailId) => void (tried = emailId));
      return "sent";
    } catch (problem) {
      if (!isNetwork(problem)) throw problem;
      await this.#waiting.add(this.address, letter, tried);
      this.#tryLater();
      return "waiting";
    }
  }

  async takeBack(id: string): Promise<Draft> {
    return this.#waiting.takeBack(id);
  }

  async #sendNow(draft: Draft, tries: (emailId: string) => void | Promise<void>): Promise<void> {
    const { desk, outbox } = this.#opened();
    await outbox.send(draft, this.#sender(), desk.folder("sent"), tries);
  }

  /** Sends what waits as soon as there is a way; looks again from time to time while anything waits. */
  async #flush(): Promise<void> {
    const open = this.#open;
    if (open === null || this.#waiting.letters.length === 0) return;
    await this.#waiting.flush(open.outbox, (draft, tries) => this.#sendNow(draft, tries)).catch(() => undefined);
    if (this.#waiting.letters.some((letter) => letter.problem === "")) this.#tryLater();
  }

  #tryLater(): void {
    this.#around.clock.after(LOOK_AGAIN_MILLISECONDS, () => void this.#flush());
  }

  /** Another origin answers now: events come from there too. */
  #wayChanged(): void {
    this.otherWay = this.#router.origin;
    this.#open?.push.start();
  }

  async saveDraft(draft: Draft): Promise<string> {
    const { desk, outbox } = this.#opened();
    return outbox.saveDraft($state.snapshot(draft) as Draft, this.#sender(), desk.folder("drafts"));
  }

  async sessions(): Promise<readonly SessionNote[]> {
    return this.#gate.sessions();
  }

  async endSession(id: string): Promise<void> {
    await this.#web.json("DELETE", `/api/sessions/${encodeURIComponent(id)}`);
  }

  async createAppToken(label: string, password: string, code?: string): Promise<string> {
    await this.#gate.refresh(this.address, password, code);
    return (await this.#web.json<{ token: string }>("POST", "/api/sessions", { label })).token;
  }

  async changePassword(oldPassword: string, newPassword: string, code?: string): Promise<void> {
    await this.#gate.refresh(this.address, oldPassword, code);
    await this.#web.json("POST", "/api/account/password", { login: await this.#vault.newLogin(newPassword) });
  }

  async newPhrase(password: string, code?: string): Promise<readonly string[]> {
    await this.#gate.refresh(this.address, password, code);
    const { words, ...lock } = await this.#vault.newPhrase();
    await this.#web.json("POST", "/api/account/phrase", lock);
    return words;
  }

  async totpBegin(password: string): Promise<{ secret: string; uri: string }> {
    await this.#gate.refresh(this.address, password, undefined);
    return this.#web.json("POST", "/api/totp/begin");
  }

  async totpConfirm(code: string): Promise<void> {
    await this.#web.json("POST", "/api/totp/confirm", { code });
    this.totpOn = true;
  }

  /** The code is spent on the removal itself, so the session must be fresh from its own login. */
  async totpRemove(password: string, code: string): Promise<void> {
    await this.#gate.refresh(this.address, password, undefined);
    await this.#web.json("POST", "/api/totp/remove", { code });
    this.totpOn = false;
  }

  async #unlock(): Promise<void> {
    const account = await this.#gate.account();
    if (account.address !== this.address) throw new Refusal("bad-keys", "The server opened another account.");
    await this.#vault.unlock(account);
    await this.#enter(account);
  }

  async #enter(account: Account): Promise<void> {
    this.#settings = await readSettings(this.#vault, account.settings);
    this.address = account.address;
    this.totpOn = account.totp;
    const jmap = await Jmap.connect(this.#web);
    const desk = new Desk(jmap, this.#vault, this.#directory);
    const outbox = new Outbox(jmap, this.#vault, this.#directory);
    await desk.refreshFolders();
    const push = this.#pushTo(desk, jmap);
    this.#open?.push.stop();
    this.#open = { desk, outbox, push };
    this.stage = "open";
    push.start();
    await desk.openFolder(desk.folder("inbox"));
    await this.#waiting.load(account.address);
    void this.#flush();
    const keep = (endpointKey: string) => this.#change((settings) => ({ ...settings, endpointKey }));
    await this.#routes.opened(this.#settings, keep).catch(() => undefined); // mail is open without it
  }

  #events(url: string): Events {
    const { origin, token } = this.#router;
    return origin === "" ? this.#around.events(url) : this.#around.farEvents(origin + url, token);
  }

  #pushTo(desk: Desk, jmap: Jmap): Push {
    const follow = (types: Iterable<string>) => void desk.follow(types).catch((problem) => this.#trouble(problem));
    let first = true;
    return new Push((ping) => jmap.eventUrl(PUSHED, ping), (url) => this.#events(url), this.#around.clock, {
      connected: () => {
        this.connection = "live";
        if (!first) follow(PUSHED);
        void this.#flush();
        first = false;
      },
      lost: () => {
        this.connection = "reconnecting";
        follow(["Mailbox"]); // an event stream does not say why it ended; a call does
      },
      changed: follow,
    });
  }

  #trouble(problem: unknown): void {
    if (this.stage === "open" && problem instanceof Refusal && problem.name === "network") this.connection = "offline";
  }

  /** Forgets everything that belongs to the account. */
  async #leave(): Promise<void> {
    this.#open?.push.stop();
    this.#open = null;
    this.#settings = NO_SETTINGS;
    this.address = "";
    this.totpOn = false;
    this.connection = "live";
    this.stage = "signed-out";
    this.#waiting.forget();
    this.#routes.left();
    await this.#vault.lock();
  }

  async #pin(more: Settings["pins"]): Promise<void> {
    await this.#change((settings) => ({ ...settings, pins: { ...settings.pins, ...more } }));
  }

  async #change(change: (settings: Settings) => Settings): Promise<void> {
    this.#settings = await changeSettings(this.#web, this.#vault, change);
  }

  #sender(): Person {
    return { name: this.#settings.displayName, email: this.address };
  }

  #opened(): Open {
    if (this.#open === null) throw new Refusal("locked", "Log in first.");
    return this.#open;
  }

  #desk(): Desk {
    return this.#opened().desk;
  }
}
