import type { Jmap } from "../jmap/client";
import { type Call, type Got, type Mailbox, SEALED_TYPE } from "../jmap/types";
import { Refusal } from "../vault/problem";
import type { Vault } from "../vault/vault";
import type { Folder, Line, OpenMessage, Role } from "./contract";
import type { Directory } from "./directory";
import { foldersOf } from "./folders";
import { type Known, Shelf } from "./shelf.svelte";

const MAILBOXES: Call = ["Mailbox/get", { ids: null }, "mailboxes"];

/** Folders and messages of an open account, and what a person does with them. */
export class Desk {
  folders = $state.raw<readonly Folder[]>([]);
  readonly shelf: Shelf;

  readonly #jmap: Jmap;
  readonly #vault: Vault;
  readonly #directory: Directory;
  readonly #tried = new Set<string>();
  readonly #changed = new Set<string>();
  #following: Promise<void> | null = null;
  #opening = false;

  constructor(jmap: Jmap, vault: Vault, directory: Directory) {
    this.#jmap = jmap;
    this.#vault = vault;
    this.#directory = directory;
    this.shelf = new Shelf(jmap, vault);
  }

  async refreshFolders(): Promise<void> {
    const answers = await this.#jmap.request(MAILBOXES);
    this.folders = await foldersOf(answers.of<Got<Mailbox>>("mailboxes").list, this.#vault);
  }

  folder(role: Role): string {
    const id = this.folders.find((folder) => folder.role === role)?.id;
    if (id === undefined) throw new Refusal("server", `The account has no ${role} folder.`);
    return id;
  }

  async openFolder(id: string): Promise<void> {
    await this.shelf.openFolder(id);
    void this.openArrived();
  }

  async loadBetween(from: number, to: number): Promise<void> {
    await this.shelf.loadBetween(from, to);
    void this.openArrived();
  }

  /** After a push: asks for what the server says has changed. Pushes that come meanwhile are answered by one more round. */
  async follow(types: Iterable<string>): Promise<void> {
    for (const type of types) this.#changed.add(type);
    this.#following ??= this.#followAll().finally(() => (this.#following = null));
    await this.#following;
  }

  async #followAll(): Promise<void> {
    while (this.#changed.size > 0) {
      const types = new Set(this.#changed);
      this.#changed.clear();
      await this.refreshFolders();
      if (types.has("Email")) await this.shelf.refresh();
    }
    void this.openArrived();
  }

  async open(id: string): Promise<OpenMessage> {
    const shown = await this.#unseal(await this.#known(id));
    const seen = this.#known(id).then((known) => (known.line.seen ? undefined : this.setSeen([id], true)));
    seen.catch(() => undefined); // an unread mark that stays is no reason not to show the message
    const { line } = await this.#known(id);
    const { trust, html, text, attachments, source, summary } = shown;
    return { line: { ...line, summary }, trust, html, text, attachments, source };
  }

  setSeen(ids: readonly string[], seen: boolean): Promise<void> {
    return this.#edit(ids, (line) => ({ ...line, seen }), { "keywords/$seen": seen || null });
  }

  setFlagged(ids: readonly string[], flagged: boolean): Promise<void> {
    return this.#edit(ids, (line) => ({ ...line, flagged }), { "keywords/$flagged": flagged || null });
  }

  move(ids: readonly string[], folderId: string): Promise<void> {
    const open = this.shelf.folderId;
    const moved = (line: Line) => (open === folderId ? { ...line, folderIds: [folderId] } : null);
    return this.#edit(ids, moved, { mailboxIds: { [folderId]: true } });
  }

  /** To trash; from trash, for good. */
  async destroy(ids: readonly string[]): Promise<void> {
    const trash = this.folder("trash");
    const inTrash = (id: string) =>
      this.shelf.find(id)?.line.folderIds.includes(trash) ?? this.shelf.folderId === trash;
    const forGood = ids.filter(inTrash);
    const away = ids.filter((id) => !inTrash(id));
    if (away.length > 0) await this.move(away, trash);
    if (forGood.length > 0) await this.#apply(forGood, () => null, { destroy: forGood });
  }

  async createFolder(name: string): Promise<string> {
    const sealedName = await this.#vault.sealName(folderName(name));
    const done = await this.#setFolder({ create: { folder: { sealedName, parentId: null } } });
    const id = done.created?.["folder"]?.id;
    if (id === undefined) throw new Refusal("server", "The server did not make the folder.");
    return id;
  }

  async renameFolder(id: string, name: string): Promise<void> {
    await this.#setFolder({ update: { [id]: { sealedName: await this.#vault.sealName(folderName(name)) } } });
  }

  /** Only an empty folder goes; what lies in one is moved to the archive first by whoever asks. */
  async deleteFolder(id: string): Promise<void> {
    await this.#setFolder({ destroy: [id], onDestroyRemoveEmails: false });
    if (this.shelf.folderId === id) await this.openFolder(this.folder("inbox"));
  }

  /**
   * What arrived as PGP/MIME shows only its outside until a client has opened it. One message at a time, so that the
   * person's own clicks stay quick; what does not open is not tried again before the next login.
   */
  async openArrived(): Promise<void> {
    if (this.#opening) return;
    this.#opening = true;
    try {
      for (let next = this.#nextUnopened(); next !== undefined; next = this.#nextUnopened()) {
        this.#tried.add(next.line.id);
        await this.#unseal(next).catch(() => undefined);
      }
    } finally {
      this.#opening = false;
    }
  }

  #nextUnopened(): Known | undefined {
    return this.shelf.unopened().find((known) => !this.#tried.has(known.line.id));
  }

  async #known(id: string): Promise<Known> {
    const known = this.shelf.find(id) ?? (await this.shelf.fetch(id));
    if (known === null) throw new Refusal("not-found", "This message is no longer there.");
    return known;
  }

  /** Opens a message and, when it was encrypted on its way, keeps the summary made from its inside. */
  async #unseal(known: Known) {
    const { id } = known.line;
    const [sealed, signer] = await Promise.all([
      this.#jmap.download(known.sealedBlobId, SEALED_TYPE),
      this.#directory.signer(known.summary?.from[0]?.email),
    ]);
    const shown = await this.#vault.openMessage(sealed, signer);
    if (shown.betterSummary !== null) {
      this.shelf.setSummary(id, shown.summary);
      const update = { [id]: { sealedSummary: shown.betterSummary } };
      void this.#jmap.request(["Email/set", { update }, "set"]).catch(() => undefined);
    }
    return shown;
  }

  #edit(ids: readonly string[], edit: (line: Line) => Line | null, patch: object): Promise<void> {
    return this.#apply(ids, edit, { update: Object.fromEntries(ids.map((id) => [id, patch])) });
  }

  /** Shows the change at once and takes it back when the server refuses. */
  async #apply(ids: readonly string[], edit: (line: Line) => Line | null, change: object): Promise<void> {
    if (ids.length === 0) return;
    const undo = this.shelf.change(ids, edit);
    try {
      const answers = await this.#jmap.request(["Email/set", change, "set"], MAILBOXES);
      answers.allSet("set");
      this.folders = await foldersOf(answers.of<Got<Mailbox>>("mailboxes").list, this.#vault);
    } catch (problem) {
      undo();
      throw problem;
    }
  }

  async #setFolder(change: object) {
    const answers = await this.#jmap.request(["Mailbox/set", change, "set"], MAILBOXES);
    const done = answers.allSet("set");
    this.folders = await foldersOf(answers.of<Got<Mailbox>>("mailboxes").list, this.#vault);
    return done;
  }
}

function folderName(typed: string): string {
  const name = typed.replace(/\s+/g, " ").trim();
  if (name === "" || name.length > 200)
    throw new Refusal("bad-request", "A folder needs a name of at most 200 letters.");
  return name;
}
