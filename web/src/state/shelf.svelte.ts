import { from, type Jmap } from "../jmap/client";
import { type Changed, type Email, EMAIL_PROPERTIES, type Got, type Queried } from "../jmap/types";
import type { StoredSummary } from "../vault/protocol";
import type { Vault } from "../vault/vault";
import type { Line } from "./contract";

const PAGE = 50;
const BATCH = 25;
const MOST_CHANGES = 500;

/** A line with what the views do not need. */
export interface Known {
  readonly line: Line;
  readonly sealedBlobId: string;
  readonly summary: StoredSummary | null;
}

/** The open folder's lines, newest first, and every line seen since the login. */
export class Shelf {
  folderId = $state("");
  lines = $state.raw<readonly Line[]>([]);
  total = $state(0);
  loading = $state(false);

  readonly #jmap: Jmap;
  readonly #vault: Vault;
  readonly #known = new Map<string, Known>();
  #ids: readonly string[] = [];
  #state: string | null = null;

  constructor(jmap: Jmap, vault: Vault) {
    this.#jmap = jmap;
    this.#vault = vault;
  }

  find(id: string): Known | null {
    return this.#known.get(id) ?? null;
  }

  /** Every known line whose message came encrypted and whose summary still shows the outside. */
  unopened(): readonly Known[] {
    const waiting = (each: Known) => each.summary?.protection === "pgp-encrypted" && !each.summary.opened;
    return this.#ids.flatMap((id) => this.#known.get(id) ?? []).filter(waiting);
  }

  async openFolder(id: string): Promise<void> {
    this.folderId = id;
    this.#ids = [];
    this.total = 0;
    this.#show();
    await this.#loadFrom(0);
  }

  async loadMore(): Promise<void> {
    if (this.loading || this.#ids.length >= this.total) return;
    await this.#loadFrom(this.#ids.length);
  }

  /** Brings the list up to date after a push. */
  async refresh(): Promise<void> {
    const folderId = this.folderId;
    if (folderId === "") return;
    const limit = Math.max(PAGE, this.#ids.length);
    const answers = await this.#jmap.request(
      ["Email/query", { ...query(folderId), position: 0, limit }, "query"],
      ["Email/changes", { sinceState: this.#state ?? "", maxChanges: MOST_CHANGES }, "changes"],
    );
    if (folderId !== this.folderId) return;
    const queried = answers.of<Queried>("query");
    const wanted = this.#outdated(queried.ids, answers.ifAny<Changed>("changes"));
    const got = await this.#get(wanted);
    if (folderId === this.folderId) {
      this.#ids = queried.ids;
      this.total = queried.total ?? queried.ids.length;
    }
    await this.#take(got);
  }

  /** Fetches one message that no list has shown yet. */
  async fetch(id: string): Promise<Known | null> {
    const answers = await this.#jmap.request(["Email/get", { ids: [id], properties: EMAIL_PROPERTIES }, "get"]);
    await this.#take(answers.of<Got<Email>>("get").list);
    return this.find(id);
  }

  /** Changes lines at once and gives back what undoes it. `null` takes a line out of the open list. */
  change(ids: readonly string[], edit: (line: Line) => Line | null): () => void {
    const before = ids.flatMap((id) => this.#known.get(id) ?? []);
    const idsBefore = this.#ids;
    const totalBefore = this.total;
    const gone = new Set<string>();
    for (const known of before) {
      const line = edit(known.line);
      if (line === null) gone.add(known.line.id);
      else this.#known.set(line.id, { ...known, line });
    }
    this.#ids = this.#ids.filter((id) => !gone.has(id));
    this.total -= idsBefore.length - this.#ids.length;
    this.#show();
    return () => {
      for (const known of before) this.#known.set(known.line.id, known);
      this.#ids = idsBefore;
      this.total = totalBefore;
      this.#show();
    };
  }

  /** The summary that was made from the inside of a message. */
  setSummary(id: string, summary: StoredSummary): void {
    const known = this.#known.get(id);
    if (known === undefined) return;
    this.#known.set(id, { ...known, summary, line: { ...known.line, summary, broken: false } });
    this.#show();
  }

  async #loadFrom(position: number): Promise<void> {
    const folderId = this.folderId;
    this.loading = true;
    try {
      const answers = await this.#jmap.request(
        ["Email/query", { ...query(folderId), position, limit: PAGE }, "query"],
        ["Email/get", { "#ids": from("query", "Email/query", "/ids"), properties: EMAIL_PROPERTIES }, "get"],
      );
      if (folderId !== this.folderId) return;
      const queried = answers.of<Queried>("query");
      const got = answers.of<Got<Email>>("get");
      this.#state ??= got.state;
      this.total = queried.total ?? this.total;
      this.#ids = [...new Set([...this.#ids.slice(0, position), ...queried.ids])];
      await this.#take(got.list);
    } finally {
      if (folderId === this.folderId) this.loading = false;
    }
  }

  /** What must be fetched: what is new in the list, what changed, and all of it when the server has forgotten our state. */
  #outdated(ids: readonly string[], changes: Changed | null): readonly string[] {
    if (changes === null || changes.hasMoreChanges) {
      this.#state = null;
      return ids;
    }
    this.#state = changes.newState;
    for (const id of changes.destroyed) this.#known.delete(id);
    const updated = new Set(changes.updated);
    return [...new Set([...ids, ...this.#known.keys()])].filter((id) => !this.#known.has(id) || updated.has(id));
  }

  async #get(ids: readonly string[]): Promise<readonly Email[]> {
    const all: Email[] = [];
    for (let at = 0; at < ids.length; at += MOST_CHANGES) {
      const some = ids.slice(at, at + MOST_CHANGES);
      const answers = await this.#jmap.request(["Email/get", { ids: some, properties: EMAIL_PROPERTIES }, "get"]);
      const got = answers.of<Got<Email>>("get");
      this.#state ??= got.state;
      all.push(...got.list);
    }
    return all;
  }

  /** Shows lines at once and their summaries as they open, a batch at a time. */
  async #take(emails: readonly Email[]): Promise<void> {
    for (const email of emails) {
      const summary = this.#known.get(email.id)?.summary ?? null;
      this.#known.set(email.id, { line: lineOf(email, summary), sealedBlobId: email.sealedBlobId, summary });
    }
    this.#show();
    for (let at = 0; at < emails.length; at += BATCH) {
      const batch = emails.slice(at, at + BATCH).map(({ id, sealedSummary }) => ({ id, sealed: sealedSummary }));
      for (const { id, summary } of await this.#vault.openSummaries(batch)) {
        const known = this.#known.get(id);
        if (known === undefined) continue;
        const line = { ...known.line, summary: summary ?? known.summary, broken: summary === null };
        this.#known.set(id, { ...known, summary: summary ?? known.summary, line });
      }
      this.#show();
    }
  }

  #show(): void {
    this.lines = this.#ids.flatMap((id) => this.#known.get(id)?.line ?? []);
  }
}

function query(inMailbox: string): object {
  return { filter: { inMailbox }, sort: [{ property: "receivedAt", isAscending: false }], calculateTotal: true };
}

function lineOf(email: Email, summary: StoredSummary | null): Line {
  return {
    id: email.id,
    threadId: email.threadId,
    folderIds: Object.keys(email.mailboxIds),
    receivedAt: email.receivedAt,
    seen: email.keywords["$seen"] === true,
    flagged: email.keywords["$flagged"] === true,
    answered: email.keywords["$answered"] === true,
    draft: email.keywords["$draft"] === true,
    broken: false,
    summary,
  };
}
