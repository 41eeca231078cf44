// What the views may ask of the client, and what they see of it. `view/` imports only this file and
// `state/postern.svelte.ts`, which implements it; keys and plaintext of other accounts never pass here.

export type Role = "inbox" | "drafts" | "sent" | "archive" | "junk" | "trash";

export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface Folder {
  readonly id: string;
  readonly name: string;
  readonly role: Role | null;
  readonly parentId: string | null;
  readonly total: number;
  readonly unread: number;
}

export interface AttachmentNote {
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

export interface AuthNote {
  readonly method: string;
  readonly result: string;
  readonly domain: string;
}

/** One line of a list. `summary` is null while it is being opened; `broken` says that it did not open. */
export interface Line {
  readonly id: string;
  readonly threadId: string;
  readonly folderIds: readonly string[];
  readonly receivedAt: string;
  readonly seen: boolean;
  readonly flagged: boolean;
  readonly answered: boolean;
  readonly draft: boolean;
  readonly broken: boolean;
  readonly summary: Summary | null;
}

export interface Summary {
  readonly from: readonly Person[];
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly bcc: readonly Person[];
  readonly replyTo: readonly Person[];
  readonly subject: string;
  readonly date: string | null;
  readonly preview: string;
  readonly attachments: readonly AttachmentNote[];
  readonly messageId: readonly string[];
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly size: number;
  readonly protection: "none" | "pgp-encrypted" | "pgp-signed" | "smime";
  readonly auth: readonly AuthNote[];
}

/** How a message was protected on its way, in words for a person. */
export type Trust =
  | { readonly kind: "end-to-end"; readonly signer: string; readonly verified: boolean }
  | { readonly kind: "signed"; readonly signer: string; readonly verified: boolean }
  | { readonly kind: "transport" };

export interface OpenMessage {
  readonly line: Line;
  readonly trust: Trust;
  readonly html: string | null; // unsanitised; only view/MessageFrame may render it, through DOMPurify
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly source: Uint8Array; // the octets as they came
}

export interface Attachment extends AttachmentNote {
  readonly contentId: string | null;
  readonly inline: boolean;
  readonly octets: Uint8Array;
}

export interface Draft {
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly bcc: readonly Person[];
  readonly subject: string;
  readonly html: string;
  readonly attachments: readonly Attachment[];
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly replacesDraftId: string | null;
  readonly answersId: string | null; // marked $answered once sent
}

/** How a recipient will get the message; `key-changed` must be accepted by the person first. */
export type RecipientForm = "end-to-end" | "readable" | "unknown-local" | "key-changed" | "checking";

export interface SessionNote {
  readonly id: string;
  readonly label: string;
  readonly kind: "page" | "app";
  readonly created: string;
  readonly lastUsed: string;
  readonly current: boolean;
}

export interface Site {
  readonly domains: readonly string[];
  readonly signUp: "open" | "invited" | "closed";
  readonly version: string;
  readonly endpointKey?: string;
}

/** A letter that is sealed on this device until there is a way to the site. */
export interface WaitingLetter {
  readonly id: string;
  readonly since: number; // milliseconds since 1970
  readonly to: readonly Person[];
  readonly subject: string;
  readonly problem: string; // why the server would not take it; empty while it waits for a route
}

/** Every call rejects with a Problem; views show `title`. */
export interface Problem {
  readonly name: string; // kebab-name of docs/format/account.md, or "network", "locked", "cannot-open"
  readonly title: string;
}

export interface Enrolment {
  readonly phrase: readonly string[]; // 24 words, shown once
  /** Finishes sign-up: sends what the server may know, then logs in. */
  complete(): Promise<void>;
}

export interface Postern {
  // reactive reads (runes inside)
  readonly stage: "starting" | "signed-out" | "totp" | "open";
  readonly site: Site | null;
  readonly address: string;
  readonly totpOn: boolean;
  readonly connection: "live" | "reconnecting" | "offline";
  readonly folders: readonly Folder[];
  readonly folderId: string;
  readonly lines: readonly (Line | undefined)[]; // by place, newest first; nothing where none is loaded yet
  readonly total: number;
  readonly loading: boolean;

  signUp(address: string, password: string, invite: string | null): Promise<Enrolment>;
  logIn(address: string, password: string): Promise<void>;
  confirmTotp(code: string): Promise<void>;
  logOut(): Promise<void>;
  recover(address: string, words: readonly string[], newPassword: string): Promise<void>;

  openFolder(id: string): Promise<void>;
  loadBetween(from: number, to: number): Promise<void>; // places of the list that are in sight
  open(id: string): Promise<OpenMessage>;
  setSeen(ids: readonly string[], seen: boolean): Promise<void>;
  setFlagged(ids: readonly string[], flagged: boolean): Promise<void>;
  move(ids: readonly string[], folderId: string): Promise<void>;
  destroy(ids: readonly string[]): Promise<void>; // to trash; from trash, for good
  createFolder(name: string): Promise<string>;
  renameFolder(id: string, name: string): Promise<void>;
  deleteFolder(id: string): Promise<void>;

  formOf(email: string): Promise<RecipientForm>;
  acceptChangedKey(email: string): Promise<void>;
  /** "waiting": there is no way to the site now; the letter is kept and leaves by itself. */
  send(draft: Draft): Promise<"sent" | "waiting">;
  readonly waiting: readonly WaitingLetter[];
  takeBack(id: string): Promise<Draft>; // a waiting letter, to be written on or thrown away
  readonly otherWay: string; // the origin in use when the page's own does not answer; else empty
  saveDraft(draft: Draft): Promise<string>; // the new draft's id

  // `code` is the second factor's, needed when it is on and the login is older than ten minutes ("reauthenticate")
  sessions(): Promise<readonly SessionNote[]>;
  endSession(id: string): Promise<void>;
  createAppToken(label: string, password: string, code?: string): Promise<string>;
  changePassword(oldPassword: string, newPassword: string, code?: string): Promise<void>;
  newPhrase(password: string, code?: string): Promise<readonly string[]>;
  totpBegin(password: string): Promise<{ secret: string; uri: string }>;
  totpConfirm(code: string): Promise<void>;
  totpRemove(password: string, code: string): Promise<void>;
  displayName: string; // stored in sealed settings
}
