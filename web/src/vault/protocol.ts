import type { Attachment, Person, Trust } from "../state/contract";
import type { Kdf, Login, LoginQuestion, PhraseLock } from "./account";
import type { Certificates, KeyList, ServedKeys } from "./certificates";
import type { Octets } from "./octets";
import type { StoredSummary } from "./summary";

// What the page may ask of the vault's worker. Keys and what unlocks them have no way back over this bridge:
// no answer type has a place for one.

export type { Certificates, Kdf, KeyList, Login, LoginQuestion, PhraseLock, ServedKeys, StoredSummary };

/** The body of `POST /api/signup` but for the invite, and the words that only the person gets. */
export interface Enrolled extends PhraseLock {
  readonly words: readonly string[];
  readonly login: Login;
  readonly lockedKeys: string;
  readonly certificates: Certificates;
  readonly keyList: KeyList;
}

/** What the server keeps for an account, enough to open it with the password. */
export interface AccountPapers extends ServedKeys {
  readonly wrappedByPassword: string;
  readonly lockedKeys: string;
}

export interface RecoveryPapers extends ServedKeys {
  readonly wrappedByPhrase: string;
  readonly lockedKeys: string;
}

export interface SealedSummary {
  readonly id: string;
  readonly sealed: string; // base64 of `key || summary`
}

export interface OpenedSummary {
  readonly id: string;
  readonly summary: StoredSummary | null; // null: it did not open
}

export interface Shown {
  readonly trust: Trust;
  readonly html: string | null;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly source: Octets;
  readonly summary: StoredSummary;
  /** base64 of a summary packet made from the inside, when the stored one was made from the outside. */
  readonly betterSummary: string | null;
}

/** A message as the composer has it, with the sender's own facts added. */
export interface Letter {
  readonly from: Person;
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly bcc: readonly Person[];
  readonly subject: string;
  readonly html: string;
  readonly attachments: readonly Attachment[];
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
}

/** One who gets PGP/MIME: the address as written, and the keys of the account behind it. */
export interface Recipient {
  readonly email: string;
  readonly keys: ServedKeys;
}

/** Who gets which form. Everybody named in `sealed` and `blind` gets PGP/MIME; `blind` each on their own. */
export interface Forms {
  readonly sealed: readonly Recipient[];
  readonly blind: readonly Recipient[];
  readonly readable: readonly string[];
}

export interface ParcelMade {
  readonly octets: Octets;
  readonly rcptTo: readonly string[];
}

export interface LetterSealed {
  readonly stored: Octets; // `key || summary || body`
  readonly threadHash: string;
  readonly parcels: readonly ParcelMade[];
}

export interface Fingerprints {
  readonly v6: string;
  readonly v4: string;
}

export interface Calls {
  enrol(address: string, password: string): Promise<Enrolled>;

  beginLogin(address: string): Promise<{ readonly A: string }>;
  proveLogin(password: string, question: LoginQuestion): Promise<{ readonly M1: string }>;
  /** Rejects when the server did not prove itself. */
  confirmLogin(M2: string): Promise<void>;
  /** Opens the account with the password of the login just confirmed, and keeps it for a reload of the page. */
  unlock(papers: AccountPapers): Promise<void>;
  /** Whether an account was kept before a reload; without one there is no need to ask the server for it. */
  remembers(): Promise<boolean>;
  /** Opens the account as it was kept before a reload; false when nothing was kept. */
  restore(papers: AccountPapers): Promise<boolean>;
  /** Forgets every key, kept ones too. */
  lock(): Promise<void>;

  newLogin(password: string): Promise<Login>;
  newPhrase(): Promise<PhraseLock & { readonly words: readonly string[] }>;
  signRecovery(address: string, words: readonly string[], challenge: string): Promise<string>;
  recoverLogin(words: readonly string[], papers: RecoveryPapers, newPassword: string): Promise<Login>;

  /** A token for the site's other origins, kept until `lock` as the account key is. */
  keepRouteToken(token: string): Promise<void>;
  routeToken(): Promise<string | null>;

  sealWaiting(text: string): Promise<Octets>;
  openWaiting(box: Octets): Promise<string>;
  sealSettings(text: string): Promise<string>;
  openSettings(box: string): Promise<string>;
  sealName(name: string): Promise<string>;
  openNames(boxes: readonly string[]): Promise<readonly (string | null)[]>;

  checkKeys(served: ServedKeys): Promise<Fingerprints>;
  openSummaries(sealed: readonly SealedSummary[]): Promise<readonly OpenedSummary[]>;
  /** `signer`: what the directory says of the sender, when the sender is local and the pin agrees. */
  openMessage(sealed: Octets, signer: ServedKeys | null): Promise<Shown>;
  sealLetter(letter: Letter, forms: Forms, threadKey: string): Promise<LetterSealed>;
}

export type CallName = keyof Calls;

/** The bridge's typed union: one request for each call, answered once by its number. */
export type Request = {
  [K in CallName]: { readonly number: number; readonly call: K; readonly input: Parameters<Calls[K]> };
}[CallName];

export type Answer =
  | { readonly number: number; readonly output: unknown }
  | { readonly number: number; readonly refusal: { readonly name: string; readonly title: string } };

/** The half of Worker and MessagePort that the bridge needs. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}
