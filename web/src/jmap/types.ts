// The parts of JMAP (RFC 8620, RFC 8621) and of docs/format/jmap-sealed.md that the page uses.

export const CORE = "urn:ietf:params:jmap:core";
export const MAIL = "urn:ietf:params:jmap:mail";
export const SUBMISSION = "urn:ietf:params:jmap:submission";
export const SEALED = "https://postern.org/jmap/sealed";
export const SEALED_TYPE = "application/vnd.postern.sealed";

/** RFC 8620 §2 */
export interface Session {
  readonly apiUrl: string;
  readonly downloadUrl: string;
  readonly uploadUrl: string;
  readonly eventSourceUrl: string;
  readonly primaryAccounts: Readonly<Record<string, string>>;
  readonly accounts: Readonly<Record<string, { readonly accountCapabilities: Readonly<Record<string, unknown>> }>>;
}

export interface SealedCapability {
  readonly threadKey: string;
  readonly maxParcels: number;
}

/** RFC 8621 §2, with `sealedName` in place of a name that the person gave. */
export interface Mailbox {
  readonly id: string;
  readonly name: string;
  readonly role: string | null;
  readonly parentId: string | null;
  readonly totalEmails: number;
  readonly unreadEmails: number;
  readonly sealedName?: string | null;
}

/** RFC 8621 §4: what the server may know, and the sealed summary. */
export interface Email {
  readonly id: string;
  readonly threadId: string;
  readonly mailboxIds: Readonly<Record<string, boolean>>;
  readonly keywords: Readonly<Record<string, boolean>>;
  readonly receivedAt: string;
  readonly sealedSummary: string;
  readonly sealedBlobId: string;
}

export const EMAIL_PROPERTIES = [
  "id",
  "threadId",
  "mailboxIds",
  "keywords",
  "receivedAt",
  "sealedSummary",
  "sealedBlobId",
] as const;

export interface Got<T> {
  readonly state: string;
  readonly list: readonly T[];
  readonly notFound: readonly string[];
}

export interface Queried {
  readonly queryState: string;
  readonly ids: readonly string[];
  readonly total?: number;
}

export interface Changed {
  readonly newState: string;
  readonly hasMoreChanges: boolean;
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly destroyed: readonly string[];
}

export interface SetError {
  readonly type: string;
  readonly description?: string | null;
}

export interface SetDone {
  readonly newState: string;
  readonly created?: Readonly<Record<string, { readonly id: string }>> | null;
  readonly notCreated?: Readonly<Record<string, SetError>> | null;
  readonly notUpdated?: Readonly<Record<string, SetError>> | null;
  readonly notDestroyed?: Readonly<Record<string, SetError>> | null;
}

export interface Identity {
  readonly id: string;
  readonly email: string;
}

/** RFC 8620 §7.1 */
export interface StateChange {
  readonly changed: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export type Call = readonly [name: string, input: object, id: string];
