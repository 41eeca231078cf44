import { from, type Jmap } from "../jmap/client";
import { type Call, type Changed, type Email, EMAIL_PROPERTIES, type Got, type Queried } from "../jmap/types";
import type { StoredSummary } from "../vault/protocol";
import type { Vault } from "../vault/vault";
import type { Line } from "./contract";

const PAGE = 50;
const BATCH = 25;
const MOST_CHANGES = 500;
/** How much of the list's beginning is asked for again after a push. */
const MOST_AGAIN = 500;

interface Between {
  readonly from: number;
  readonly to: number;
}

/** A line with what the views do not need. */
export interface Known {
  readonly line: Line;
  readonly sealedBlobId: string;
  readonly summary: StoredSummary | null;
}

/** The open folder's lines by place, newest first, as far as somebody looked; and every line seen since the login. */
export class Shelf {
  folderId = $state("");
  lines = $state.raw<readonly (Line | undefined)[]>([]);
  total = $state(0);
  loading = $state(false);

  readonly #jmap: Jmap;
  readonly #vault: Vault;
  readonly #known = new Map<string, Known>();
  #ids: (string | undefined)[] = [];
  readonly #places = new Map<string, number>();
  #moved = true;
  #sight: Between = { from: 0, to: PAGE };
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
    return this.#ids.flatMap((id) => this.#at(id) ?? []).filter(waiting);
  }

  async openFolder(id: string): Promise<void> {
    this.folderId = id;
    this.#arrange([]);
    this.#sight = { from: 0, to: PAGE };
    this.total = 0;
    this.#show();
    await this.#loadFrom(0);
  }

  /** Loads a page of what is missing between two places. One page at a time: who still looks asks again. */
  async loadBetween(from: number, to: number): Promise<void> {
    this.#sight = { from, to };
    if (this.loading) return;
    for (let at = Math.max(0, from); at < Math.min(to, this.#ids.length); at += 1) {
      if (this.#ids[at] === undefined) return this.#loadFrom(at);
    }
  }

  /** Brings the list up to date after a push. */
  async refresh(): Promise<void> {
    const folderId = this.folderId;
    if (folderId === "") return;
    const hole = this.#ids.findIndex((id) => id === undefined);
    const limit = Math.min(MOST_AGAIN, Math.max(PAGE, hole < 0 ? this.#ids.length : hole));
    const position = Math.max(limit, this.#sight.from);
    const beyond: Call = ["Email/query", { ...query(folderId), position, limit: PAGE }, "sight"];
    const answers = await this.#jmap.request(
      ["Email/query", { ...query(folderId), position: 0, limit }, "query"],
      ["Email/changes", { sinceState: this.#state ?? "", maxChanges: MOST_CHANGES }, "changes"],
      ...(this.#sight.to > limit ? [beyond] : []),
    );
    if (folderId !== this.folderId) return;
    const first = answers.of<Queried>("query");
    const seen = answers.ifAny<Queried>("sight")?.ids ?? [];
    const wanted = this.#outdated([...first.ids, ...seen], answers.ifAny<Changed>("changes"));
    const got = await this.#get(wanted);
    if (folderId === this.folderId) {
      this.total = first.total ?? first.ids.length;
      this.#arrange(new Array<undefined>(this.total).fill(undefined));
      this.#place(0, first.ids);
      this.#place(position, seen);
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
    if (gone.size > 0) this.#arrange(this.#ids.filter((id) => id === undefined || !gone.has(id)));
    this.total -= idsBefore.length - this.#ids.length;
    this.#show(ids);
    return () => {
      for (const known of before) this.#known.set(known.line.id, known);
      this.#arrange(idsBefore);
      this.total = totalBefore;
      this.#show();
    };
  }

  /** The summary that was made from the inside of a message. */
  setSummary(id: string, summary: StoredSummary): void {
    const known = this.#known.get(id);
    if (known === undefined) return;
    this.#known.set(id, { ...known, summary, line: { ...known.line, summary, broken: false } });
    this.#show([id]);
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
      if (this.#ids.length !== this.total) {
        this.#arrange(Array.from({ length: this.total }, (_, at) => this.#ids[at]));
      }
      this.#place(position, queried.ids);
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
    this.#show(emails.map(({ id }) => id));
    for (let at = 0; at < emails.length; at += BATCH) {
      const batch = emails.slice(at, at + BATCH).map(({ id, sealedSummary }) => ({ id, sealed: sealedSummary }));
      for (const { id, summary } of await this.#vault.openSummaries(batch)) {
        const known = this.#known.get(id);
        if (known === undefined) continue;
        const line = { ...known.line, summary: summary ?? known.summary, broken: summary === null };
        this.#known.set(id, { ...known, summary: summary ?? known.summary, line });
      }
      this.#show(batch.map(({ id }) => id));
    }
  }

  /** All places at once. */
  #arrange(ids: (string | undefined)[]): void {
    this.#ids = ids;
    this.#moved = true;
    this.#places.clear();
    ids.forEach((id, at) => id !== undefined && this.#places.set(id, at));
  }

  /** Puts ids to their places. What arrived meanwhile has moved the others: an id stands once. */
  #place(position: number, ids: readonly string[]): void {
    ids.forEach((id, index) => {
      const at = position + index;
      if (at >= this.#ids.length) return;
      const before = this.#places.get(id) ?? at;
      if (before !== at && this.#ids[before] === id) {
        this.#ids[before] = undefined;
        this.#moved = true;
      }
      this.#ids[at] = id;
      this.#places.set(id, at);
    });
  }

  /** Shows these lines anew, or all when places have moved. A long folder is copied, never walked, while one scrolls. */
  #show(ids: readonly string[] = []): void {
    const lines = this.#moved ? this.#ids.map((id) => this.#at(id)?.line) : this.lines.slice();
    for (const id of ids) {
      const at = this.#places.get(id);
      if (at !== undefined) lines[at] = this.#at(id)?.line;
    }
    this.lines = lines;
    this.#moved = false;
  }

  #at(id: string | undefined): Known | undefined {
    return id === undefined ? undefined : this.#known.get(id);
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
