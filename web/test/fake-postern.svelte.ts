// A Postern without a server: convincing mail in memory, for the gallery and the view tests. Never part of the page.

import type {
  Attachment,
  AttachmentNote,
  Draft,
  Enrolment,
  Folder,
  Line,
  OpenMessage,
  Person,
  Postern,
  Problem,
  RecipientForm,
  Role,
  SessionNote,
  Site,
  Summary,
  Trust,
  WaitingLetter,
} from "../src/state/contract";
import { letters, phrase, type Letter } from "./sample-mail";

export interface FakeOptions {
  readonly stage: Postern["stage"];
  readonly signUp: Site["signUp"];
  readonly many: number;
  readonly now: Date;
  readonly delay: number;
}

const me = "nora@postern.localhost";

export class FakePostern implements Postern {
  stage = $state<Postern["stage"]>("open");
  site = $state.raw<Site | null>(null);
  address = $state(me);
  totpOn = $state(false);
  connection = $state<Postern["connection"]>("live");
  folders = $state.raw<readonly Folder[]>([]);
  folderId = $state("inbox");
  lines = $state.raw<readonly (Line | undefined)[]>([]);
  total = $state(0);
  loading = $state(false);
  displayName = $state("Nora Lind");
  /** What was asked of the client, for tests. */
  readonly calls: string[] = [];
  readonly sent: Draft[] = [];
  readonly saved: Draft[] = [];
  private readonly held: Draft[] = [];
  private all: Line[] = [];
  private readonly bodies = new Map<string, Letter>();
  private readonly accepted = new Set<string>();
  private made = 0;
  private tokens: SessionNote[] = [];

  constructor(private readonly options: FakeOptions) {
    this.stage = options.stage;
    this.site = { domains: ["postern.localhost", "gate.example"], signUp: options.signUp, version: "0.1.0" };
    this.fill();
    void this.show();
  }

  private fill(): void {
    const count = Math.max(letters.length, this.options.many);
    for (let at = 0; at < count; at += 1) {
      const letter = letters[at % letters.length];
      if (letter !== undefined) this.add(letter, `m${at}`, at);
    }
    this.count();
  }

  private add(letter: Letter, id: string, at: number): void {
    const age = at < letters.length ? letter.minutesAgo : letter.minutesAgo + 60 * 24 * 40 + at * 30;
    const when = new Date(this.options.now.getTime() - age * 60_000).toISOString();
    this.bodies.set(id, letter);
    this.all.push({
      id,
      threadId: `t${id}`,
      folderIds: [letter.folder ?? "inbox"],
      receivedAt: when,
      seen: at >= letters.length || letter.seen !== false,
      flagged: letter.flagged === true,
      answered: letter.answered === true,
      draft: letter.folder === "drafts",
      broken: false,
      summary: summaryOf(letter, id, when),
    });
  }

  private count(): void {
    const roles: [string, string, Role | null][] = [
      ["inbox", "Inbox", "inbox"],
      ["drafts", "Drafts", "drafts"],
      ["sent", "Sent", "sent"],
      ["archive", "Archive", "archive"],
      ["junk", "Junk", "junk"],
      ["trash", "Bin", "trash"],
      ...this.own,
    ];
    this.folders = roles.map(([id, name, role]) => {
      const inside = this.all.filter((line) => line.folderIds.includes(id));
      return { id, name, role, parentId: null, total: inside.length, unread: inside.filter((line) => !line.seen).length };
    });
  }

  private own: [string, string, null][] = [
    ["f1", "Climate desk", null],
    ["f2", "Sources", null],
    ["f3", "Receipts", null],
  ];

  private loaded: { from: number; to: number }[] = [{ from: 0, to: 60 }];

  private async show(): Promise<void> {
    const inside = this.all.filter((line) => line.folderIds.includes(this.folderId));
    this.total = inside.length;
    const lines = new Array<Line | undefined>(inside.length).fill(undefined);
    for (const { from, to } of this.loaded) for (let at = from; at < Math.min(to, lines.length); at += 1) lines[at] = inside[at];
    this.lines = lines;
  }

  private async wait(factor = 1): Promise<void> {
    await new Promise((done) => setTimeout(done, this.options.delay * factor));
  }

  private change(ids: readonly string[], edit: (line: Line) => Line): void {
    this.all = this.all.map((line) => (ids.includes(line.id) ? edit(line) : line));
    this.count();
    void this.show();
  }

  /** A letter arrives, as push would bring it. */
  arrive(letter: Letter): void {
    this.made += 1;
    const before = this.all;
    this.all = [];
    this.add(letter, `new${this.made}`, 0);
    this.all = [...this.all, ...before];
    this.count();
    void this.show();
  }

  async signUp(address: string): Promise<Enrolment> {
    await this.wait(4);
    if (address.startsWith("taken@")) throw problem("address-taken", "This address is taken. Choose another one.");
    return {
      phrase,
      complete: async () => {
        await this.wait();
        this.address = address;
        this.stage = "open";
      },
    };
  }

  async logIn(address: string, password: string): Promise<void> {
    await this.wait(2);
    if (password === "wrong") throw problem("wrong-credentials", "The address or the password is wrong.");
    this.address = address;
    this.stage = password === "totp" ? "totp" : "open";
  }

  async confirmTotp(code: string): Promise<void> {
    await this.wait();
    if (code !== "123456") throw problem("totp-wrong", "That code is not right, or was used already.");
    this.stage = "open";
  }

  async logOut(): Promise<void> {
    this.stage = "signed-out";
  }

  async recover(): Promise<void> {
    await this.wait(2);
    this.stage = "open";
  }

  async openFolder(id: string): Promise<void> {
    this.folderId = id;
    this.lines = [];
    this.loaded = [{ from: 0, to: 60 }];
    await this.show();
  }

  async loadBetween(from: number, to: number): Promise<void> {
    if (this.lines.slice(from, to).every((line) => line !== undefined)) return;
    this.calls.push("loadBetween");
    this.loading = true;
    await this.wait();
    this.loaded.push({ from, to });
    await this.show();
    this.loading = false;
  }

  async open(id: string): Promise<OpenMessage> {
    await this.wait();
    const line = this.all.find((each) => each.id === id);
    const letter = this.bodies.get(id);
    if (line === undefined || letter === undefined) throw problem("not-found", "This message is no longer here.");
    const source = `From: ${letter.from.email}\r\nSubject: ${letter.subject}\r\n\r\n${letter.text}\r\n`;
    return {
      line,
      trust: letter.trust ?? ({ kind: "transport" } satisfies Trust),
      html: letter.html ?? null,
      text: letter.text,
      attachments: letter.attachments ?? [],
      source: new TextEncoder().encode(source),
    };
  }

  async setSeen(ids: readonly string[], seen: boolean): Promise<void> {
    this.change(ids, (line) => ({ ...line, seen }));
  }

  async setFlagged(ids: readonly string[], flagged: boolean): Promise<void> {
    this.change(ids, (line) => ({ ...line, flagged }));
  }

  async move(ids: readonly string[], folderId: string): Promise<void> {
    this.calls.push(`move ${ids.join(",")} ${folderId}`);
    this.change(ids, (line) => ({ ...line, folderIds: [folderId] }));
  }

  async destroy(ids: readonly string[]): Promise<void> {
    this.calls.push(`destroy ${ids.join(",")}`);
    await this.move(ids, "trash");
  }

  async createFolder(name: string): Promise<string> {
    this.made += 1;
    this.own = [...this.own, [`own${this.made}`, name, null]];
    this.count();
    return `own${this.made}`;
  }

  async renameFolder(id: string, name: string): Promise<void> {
    this.own = this.own.map((each) => (each[0] === id ? [id, name, null] : each));
    this.count();
  }

  async deleteFolder(id: string): Promise<void> {
    this.own = this.own.filter((each) => each[0] !== id);
    this.count();
  }

  async formOf(email: string): Promise<RecipientForm> {
    await this.wait();
    if (email.startsWith("changed@")) return this.accepted.has(email) ? "end-to-end" : "key-changed";
    if (!/@(postern\.localhost|gate\.example)$/u.test(email)) return "readable";
    return email.startsWith("nobody@") ? "unknown-local" : "end-to-end";
  }

  async acceptChangedKey(email: string): Promise<void> {
    this.accepted.add(email);
  }

  waiting = $state.raw<readonly WaitingLetter[]>([]);
  otherWay = $state("");

  async takeBack(id: string): Promise<Draft> {
    const at = this.waiting.findIndex((letter) => letter.id === id);
    this.waiting = this.waiting.filter((letter) => letter.id !== id);
    return this.held.splice(at, 1)[0] as Draft;
  }

  async send(draft: Draft): Promise<"sent" | "waiting"> {
    await this.wait(2);
    if (draft.subject === "fail") throw problem("network", "The server cannot be reached. Your message is safe here; send it again.");
    if (draft.subject === "blocked") {
      this.held.push(draft);
      this.made += 1;
      const { to, subject } = draft;
      this.waiting = [...this.waiting, { id: `w${this.made}`, since: this.options.now.getTime(), to, subject, problem: "" }];
      return "waiting";
    }
    this.sent.push(draft);
    return "sent";
  }

  async saveDraft(draft: Draft): Promise<string> {
    await this.wait();
    this.saved.push(draft);
    return `draft${this.saved.length}`;
  }

  async sessions(): Promise<readonly SessionNote[]> {
    const at = (days: number): string => new Date(this.options.now.getTime() - days * 86_400_000).toISOString();
    return [
      { id: "s1", label: "Firefox on Linux", kind: "page", created: at(12), lastUsed: at(0), current: true },
      { id: "s2", label: "Safari on iPhone", kind: "page", created: at(40), lastUsed: at(1), current: false },
      { id: "s3", label: "Thunderbird at the office", kind: "app", created: at(90), lastUsed: at(3), current: false },
      ...this.tokens,
    ];
  }

  async endSession(id: string): Promise<void> {
    this.calls.push(`endSession ${id}`);
  }

  async createAppToken(label: string): Promise<string> {
    const now = this.options.now.toISOString();
    this.tokens = [{ id: "s9", label, kind: "app", created: now, lastUsed: now, current: false }];
    return "3mV0n1Lr7sYxq0cQ8dUu5oT2kPzJ4hWb6eGfAiNyRtE";
  }

  async changePassword(): Promise<void> {
    await this.wait(2);
  }

  async newPhrase(): Promise<readonly string[]> {
    return phrase;
  }

  async totpBegin(): Promise<{ secret: string; uri: string }> {
    const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    return { secret, uri: `otpauth://totp/Postern:${me}?secret=${secret}&issuer=Postern` };
  }

  async totpConfirm(): Promise<void> {
    this.totpOn = true;
  }

  async totpRemove(): Promise<void> {
    this.totpOn = false;
  }
}

function problem(name: string, title: string): Problem {
  return { name, title };
}

function summaryOf(letter: Letter, id: string, date: string): Summary {
  const notes = (letter.attachments ?? []).map((each: Attachment): AttachmentNote => ({ name: each.name, type: each.type, size: each.size }));
  const own: Person = { name: "Nora Lind", email: me };
  return {
    from: [letter.from],
    to: letter.to ?? [own],
    cc: letter.cc ?? [],
    bcc: letter.bcc ?? [],
    replyTo: [],
    subject: letter.subject,
    date,
    preview: letter.text.replace(/\s+/gu, " ").slice(0, 200),
    attachments: notes.filter((_, at) => letter.attachments?.[at]?.inline !== true),
    messageId: [`${id}@sample.test`],
    inReplyTo: [],
    references: [],
    size: letter.text.length + 4200,
    protection: letter.trust?.kind === "end-to-end" ? "pgp-encrypted" : letter.trust?.kind === "signed" ? "pgp-signed" : "none",
    auth: letter.auth ?? [
      { method: "spf", result: "pass", domain: letter.from.email.split("@")[1] ?? "" },
      { method: "dkim", result: "pass", domain: letter.from.email.split("@")[1] ?? "" },
      { method: "dmarc", result: "pass", domain: letter.from.email.split("@")[1] ?? "" },
    ],
  };
}
