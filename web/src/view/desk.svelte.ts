// What lies on the desk: the message that is read, the lines that are chosen, the letter that is written. Moves mail by
// asking the client, and offers to undo what it did.

import { SvelteSet } from "svelte/reactivity";
import type { Draft, Folder, Line, OpenMessage, Postern, Role } from "../state/contract";
import { sentence } from "./context";
import { countInWords } from "./format";
import { answerDraft, emptyDraft, forwardDraft, resumedDraft } from "./quoting";
import { paragraphs } from "./quoting";
import { plainHtml } from "./sanitise";
import { toasts } from "./toasts.svelte";

/** A letter being written; `problem` says why sending it failed. */
export interface Writing {
  readonly id: number;
  readonly draft: Draft;
  readonly problem: string;
}

export interface Question {
  readonly title: string;
  readonly words: string;
  readonly confirm: string;
  readonly dangerous: boolean;
  readonly input: { readonly label: string; readonly value: string } | null;
  readonly answer: (text: string) => Promise<void>;
}

const undoSeconds = 5;

export class Desk {
  place = $state<"mail" | "settings">("mail");
  drawer = $state(false);
  help = $state(false);
  question = $state.raw<Question | null>(null);
  openId = $state<string | null>(null);
  message = $state.raw<OpenMessage | null>(null);
  problem = $state("");
  cursor = $state(0);
  writing = $state.raw<Writing | null>(null);
  sending = $state(0);
  readonly chosen = new SvelteSet<string>();
  private letters = 0;

  constructor(private readonly postern: Postern) {}

  get folder(): Folder | null {
    return this.postern.folders.find((each) => each.id === this.postern.folderId) ?? null;
  }

  folderFor(role: Role): Folder | null {
    return this.postern.folders.find((each) => each.role === role) ?? null;
  }

  /** The chosen lines, else the open one, else the one under the cursor. */
  get targets(): readonly string[] {
    if (this.chosen.size > 0) return [...this.chosen];
    const one = this.openId ?? this.postern.lines[this.cursor]?.id;
    return one === undefined ? [] : [one];
  }

  async goTo(folderId: string): Promise<void> {
    this.place = "mail";
    this.drawer = false;
    this.close();
    this.chosen.clear();
    this.cursor = 0;
    await this.trying(() => this.postern.openFolder(folderId));
  }

  close(): void {
    this.openId = null;
    this.message = null;
    this.problem = "";
  }

  async open(line: Line): Promise<void> {
    const at = this.postern.lines.findIndex((each) => each?.id === line.id);
    if (at >= 0) this.cursor = at;
    this.openId = line.draft ? null : line.id;
    this.message = null;
    this.problem = "";
    try {
      const message = await this.postern.open(line.id);
      if (line.draft) {
        this.write(resumedDraft(message, plainHtml(message.html ?? paragraphs(message.text))));
        return;
      }
      if (this.openId !== line.id) return;
      this.message = message;
      if (!line.seen) await this.postern.setSeen([line.id], true);
    } catch (cause) {
      if (this.openId === line.id) this.problem = sentence(cause);
      else if (line.draft) toasts.show(sentence(cause), { kind: "problem" });
    }
  }

  /** Moves the cursor; when a message is open, the next one opens. */
  step(by: 1 | -1): void {
    const next = Math.min(Math.max(this.cursor + by, 0), this.postern.lines.length - 1);
    const line = this.postern.lines[next];
    if (line === undefined) return;
    this.cursor = next;
    if (this.openId !== null && this.openId !== line.id && !line.draft) void this.open(line);
  }

  async moveTo(folder: Folder): Promise<void> {
    const ids = this.targets;
    const from = this.postern.folderId;
    if (ids.length === 0 || folder.id === from) return;
    await this.leaving(ids, () => this.postern.move(ids, folder.id));
    const action = { label: "Undo", run: () => void this.trying(() => this.postern.move(ids, from)) };
    toasts.show(`${countInWords(ids.length, "message", "messages")} moved to ${folder.name}`, { action });
  }

  async archive(): Promise<void> {
    const archive = this.folderFor("archive");
    if (archive !== null) await this.moveTo(archive);
  }

  async remove(): Promise<void> {
    const ids = this.targets;
    const from = this.postern.folderId;
    if (ids.length === 0) return;
    if (this.folder?.role === "trash") {
      this.askToDestroy(ids);
      return;
    }
    await this.leaving(ids, () => this.postern.destroy(ids));
    const action = { label: "Undo", run: () => void this.trying(() => this.postern.move(ids, from)) };
    toasts.show(`${countInWords(ids.length, "message", "messages")} moved to the bin`, { action });
  }

  private askToDestroy(ids: readonly string[]): void {
    this.question = {
      title: `Delete ${countInWords(ids.length, "message", "messages")} for good?`,
      words: "Nobody can bring them back, also not who runs this server.",
      confirm: "Delete for good",
      dangerous: true,
      input: null,
      answer: () => this.leaving(ids, () => this.postern.destroy(ids)),
    };
  }

  async star(ids: readonly string[] = this.targets): Promise<void> {
    const lines = this.named(ids);
    const flagged = lines.some((line) => !line.flagged);
    await this.trying(() => this.postern.setFlagged(ids, flagged));
  }

  async markUnread(): Promise<void> {
    const ids = this.targets;
    const lines = this.named(ids);
    const seen = this.chosen.size > 0 && lines.some((line) => !line.seen);
    if (this.openId !== null && ids.includes(this.openId)) this.close();
    this.chosen.clear();
    await this.trying(() => this.postern.setSeen(ids, seen));
  }

  private named(ids: readonly string[]): readonly Line[] {
    return this.postern.lines.flatMap((line) => (line !== undefined && ids.includes(line.id) ? line : []));
  }

  /** Runs a move; what was open makes room for the line that comes after it, where two panes fit. */
  private async leaving(ids: readonly string[], act: () => Promise<void>): Promise<void> {
    const wasOpen = this.openId !== null && ids.includes(this.openId);
    const gone = new Set(ids);
    const rest = this.postern.lines.filter((line) => line === undefined || !gone.has(line.id));
    const next = rest[Math.min(this.cursor, rest.length - 1)];
    this.chosen.clear();
    if (wasOpen) this.close();
    if (!(await this.trying(act))) return;
    this.cursor = Math.max(0, Math.min(this.cursor, rest.length - 1));
    const wide = matchMedia("(min-width: 720px)").matches;
    if (wasOpen && wide && next !== undefined && !next.draft) await this.open(next);
  }

  async trying(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (cause) {
      toasts.show(sentence(cause), { kind: "problem" });
      return false;
    }
  }

  write(draft: Draft = emptyDraft, problem = ""): void {
    this.letters += 1;
    this.writing = { id: this.letters, draft, problem };
  }

  private quoted(message: OpenMessage): string {
    return plainHtml(message.html ?? paragraphs(message.text));
  }

  reply(all: boolean): void {
    if (this.message !== null) {
      this.write(answerDraft(this.message, this.quoted(this.message), this.postern.address, all));
    }
  }

  forward(): void {
    if (this.message !== null) this.write(forwardDraft(this.message, this.quoted(this.message)));
  }

  /** Sends after a few seconds in which it can be taken back; a failure brings the letter back with the reason. */
  send(draft: Draft): void {
    this.writing = null;
    this.sending += 1;
    const timer = setTimeout(() => void this.sendNow(draft, shown), undoSeconds * 1000);
    const shown = toasts.show("Sending…", {
      seconds: undoSeconds + 60,
      action: {
        label: "Undo",
        run: () => {
          clearTimeout(timer);
          this.sending -= 1;
          this.write(draft);
        },
      },
    });
  }

  private async sendNow(draft: Draft, shown: number): Promise<void> {
    try {
      const how = await this.postern.send(draft);
      toasts.drop(shown);
      toasts.show(how === "sent" ? "Sent" : "Waiting for a route. It is kept here, sealed, and leaves by itself.");
    } catch (cause) {
      toasts.drop(shown);
      toasts.show("Your message was not sent", { kind: "problem" });
      this.write(draft, sentence(cause));
    } finally {
      this.sending -= 1;
    }
  }
}
