import type { Events } from "../../src/jmap/push";
import type { Mailbox } from "../../src/jmap/types";
import type { Login } from "../../src/vault/account";
import { concat, type Octets } from "../../src/vault/octets";
import type { Certificates, KeyList } from "../../src/vault/protocol";

// What the server in memory holds of accounts and their mail: nothing that it could read.

export interface StoredEmail {
  readonly id: string;
  readonly receivedAt: string;
  readonly stored: Octets;
  summary: Octets | null; // a summary packet that replaced the first one
  mailboxIds: Record<string, boolean>;
  keywords: Record<string, boolean>;
  modified: number;
}

export interface FakeAccount {
  readonly address: string;
  login: Login;
  lockedKeys: string;
  certificates: Certificates;
  keyList: KeyList;
  wrappedByPhrase: string;
  settings: string | null;
  readonly phrasePublicKey: string;
  totpCode: string | null;
  readonly mailboxes: Map<string, { -readonly [K in keyof Mailbox]: Mailbox[K] }>;
  readonly emails: Map<string, StoredEmail>;
  readonly events: Set<FakeEvents>;
  state: number;
  count: number;
}

export class FakeEvents implements Events {
  readonly #listeners = new Map<string, (event: MessageEvent) => void>();
  closed = false;

  addEventListener(type: string, listener: (event: MessageEvent) => void): void {
    this.#listeners.set(type, listener);
  }

  close(): void {
    this.closed = true;
  }

  say(type: string, data?: object): void {
    if (!this.closed) this.#listeners.get(type)?.(new MessageEvent(type, { data: JSON.stringify(data ?? null) }));
  }
}

export function stored(email: StoredEmail): Octets {
  const [key, summary, body] = packets(email.stored);
  return concat(key!, email.summary ?? summary!, body!);
}

/** Packet framing only, which is all that a server checks. */
export function packets(octets: Octets): readonly Octets[] {
  const found: Octets[] = [];
  for (let at = 0; at < octets.length;) {
    const first = octets[at + 1]!;
    const short = first < 192 ? 2 + first : first < 224 ? 3 + ((first - 192) << 8) + octets[at + 2]! + 192 : 0;
    const length = short || 6 + new DataView(octets.buffer, octets.byteOffset + at + 2, 4).getUint32(0);
    found.push(octets.slice(at, at + length));
    at += length;
  }
  return found;
}

export function mailbox(id: string, role: string | null) {
  return {
    id,
    name: role ?? `Folder ${id}`,
    role,
    parentId: null,
    totalEmails: 0,
    unreadEmails: 0,
    sealedName: null as string | null,
  };
}

/** Stores a message and tells every open event stream. */
export function keep(
  account: FakeAccount,
  octets: Octets,
  mailboxIds: Record<string, boolean>,
  keywords: Record<string, boolean>,
): string {
  account.count += 1;
  const id = `e${account.count}`;
  const receivedAt = new Date(Date.UTC(2026, 10, 23, 20, 0, account.count)).toISOString();
  const fresh = { summary: null, mailboxIds, keywords, modified: account.state + 1 };
  account.emails.set(id, { id, receivedAt, stored: octets, ...fresh });
  touch(account);
  return id;
}

export function touch(account: FakeAccount): number {
  account.state += 1;
  const states = { Email: String(account.state), Mailbox: String(account.state) };
  for (const stream of account.events) stream.say("state", { changed: { a: states } });
  return account.state;
}
