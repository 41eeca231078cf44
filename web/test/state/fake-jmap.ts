import type { Call, Email, Mailbox } from "../../src/jmap/types";
import { base64, concat, fromBase64, type Octets } from "../../src/vault/octets";
import { type FakeAccount, keep, mailbox, packets, stored, type StoredEmail, touch } from "./fake-store";

// Requests come as any JSON; the fake trusts its caller, as the real server must not.
export type Body = Record<string, any>;

export interface Submitted {
  readonly octets: Octets;
  readonly rcptTo: readonly string[];
}

/** JMAP over what the server in memory holds, after docs/format/jmap-sealed.md. */
export class FakeJmap {
  readonly submitted: Submitted[] = [];
  readonly uploads = new Map<string, { readonly octets: Octets; readonly type: string }>();
  /** A method name that fails until it is cleared. */
  refuses: string | null = null;

  async answer(account: FakeAccount, calls: readonly Call[]): Promise<object> {
    const methodResponses: [string, object, string][] = [];
    for (const [name, given, id] of calls) {
      const input = this.#resolved(given as Body, methodResponses);
      const output = name === this.refuses ? null : await this.#method(account, name, input);
      methodResponses.push(output === null ? ["error", { type: "serverFail" }, id] : [name, output, id]);
    }
    return { methodResponses, sessionState: "1" };
  }

  #resolved(input: Body, before: readonly [string, object, string][]): Body {
    const reference = input["#ids"] as { resultOf: string } | undefined;
    const source = before.find(([, , id]) => id === reference?.resultOf)?.[1] as { ids: never } | undefined;
    return source === undefined ? input : { ...input, ids: source.ids };
  }

  async #method(account: FakeAccount, name: string, input: Body): Promise<object | null> {
    switch (name) {
      case "Mailbox/get":
        return { state: String(account.state), list: this.#mailboxes(account), notFound: [] };
      case "Mailbox/set":
        return this.#setMailboxes(account, input);
      case "Email/query":
        return this.#query(account, input);
      case "Email/get":
        return { state: String(account.state), list: this.#emails(account, input["ids"]), notFound: [] };
      case "Email/changes":
        return this.#changes(account, Number(input["sinceState"]));
      case "Email/set":
        return this.#setEmails(account, input);
      case "Email/import":
        return this.#import(account, input);
      case "Identity/get":
        return { state: "1", list: [{ id: "i1", email: account.address }], notFound: [] };
      case "EmailSubmission/set":
        return this.#submit(input);
      default:
        return null;
    }
  }

  #mailboxes(account: FakeAccount): readonly Mailbox[] {
    return [...account.mailboxes.values()].map((each) => {
      const inside = [...account.emails.values()].filter((email) => email.mailboxIds[each.id]);
      return {
        ...each,
        totalEmails: inside.length,
        unreadEmails: inside.filter((email) => !email.keywords["$seen"]).length,
      };
    });
  }

  #setMailboxes(account: FakeAccount, input: Body): object {
    const created: Record<string, object> = {};
    for (const [key, value] of entries<{ sealedName: string }>(input["create"])) {
      const id = `m${account.mailboxes.size}`;
      account.mailboxes.set(id, { ...mailbox(id, null), sealedName: value.sealedName });
      created[key] = { id };
    }
    for (const [id, patch] of entries<{ sealedName: string }>(input["update"]))
      Object.assign(account.mailboxes.get(id)!, patch);
    for (const id of (input["destroy"] as readonly string[] | undefined) ?? []) account.mailboxes.delete(id);
    return { newState: String(touch(account)), created };
  }

  #query(account: FakeAccount, input: Body): object {
    const { inMailbox } = input["filter"] as { inMailbox: string };
    const ids = [...account.emails.values()]
      .filter((email) => email.mailboxIds[inMailbox])
      .map((email) => email.id)
      .reverse();
    const position = Number(input["position"]);
    return {
      queryState: String(account.state),
      total: ids.length,
      ids: ids.slice(position, position + Number(input["limit"])),
    };
  }

  #emails(account: FakeAccount, ids: readonly string[]): readonly Email[] {
    return ids.flatMap((id) => {
      const email = account.emails.get(id);
      if (email === undefined) return [];
      const [key, summary] = packets(stored(email));
      const { mailboxIds, keywords, receivedAt } = email;
      const sealed = { sealedSummary: base64(concat(key!, summary!)), sealedBlobId: `s-${id}` };
      return [{ id, threadId: `t${id}`, mailboxIds, keywords, receivedAt, ...sealed }];
    });
  }

  #changes(account: FakeAccount, since: number): object {
    const updated = [...account.emails.values()].filter((email) => email.modified > since).map((email) => email.id);
    return { newState: String(account.state), hasMoreChanges: false, created: [], updated, destroyed: [] };
  }

  #setEmails(account: FakeAccount, input: Body): object {
    for (const [id, patch] of entries<Record<string, unknown>>(input["update"])) {
      const email = account.emails.get(id);
      if (email === undefined) return { newState: "1", notUpdated: { [id]: { type: "notFound" } } };
      email.modified = touch(account);
      for (const [path, value] of Object.entries(patch)) apply(email, path, value);
    }
    for (const id of (input["destroy"] as readonly string[] | undefined) ?? []) account.emails.delete(id);
    return { newState: String(touch(account)) };
  }

  #import(account: FakeAccount, input: Body): object {
    const created: Record<string, object> = {};
    for (const [key, value] of entries<{
      blobId: string;
      mailboxIds: Record<string, boolean>;
      keywords: Record<string, boolean>;
      threadHash: string;
    }>(input["emails"])) {
      const upload = this.uploads.get(value.blobId);
      if (upload?.type !== "application/vnd.postern.sealed" || fromBase64(value.threadHash).length !== 16)
        throw new Error("bad import");
      created[key] = { id: keep(account, upload.octets, value.mailboxIds, value.keywords) };
    }
    return { newState: String(account.state), created };
  }

  #submit(input: Body): object {
    for (const [, value] of entries<{ parcels: readonly { blobId: string; rcptTo: readonly { email: string }[] }[] }>(
      input["create"],
    )) {
      for (const parcel of value.parcels) {
        const octets = this.uploads.get(parcel.blobId)!.octets;
        this.submitted.push({ octets, rcptTo: parcel.rcptTo.map((each) => each.email) });
      }
    }
    return { newState: "1", created: { submission: { id: "x1" } } };
  }
}

function apply(email: StoredEmail, path: string, value: unknown): void {
  if (path === "mailboxIds") email.mailboxIds = value as Record<string, boolean>;
  else if (path === "sealedSummary") email.summary = fromBase64(String(value));
  else if (path.startsWith("keywords/") && value === true) email.keywords[path.slice(9)] = true;
  else if (path.startsWith("keywords/")) delete email.keywords[path.slice(9)];
  else throw new Error(`unknown property ${path}`);
}

function entries<T>(value: unknown): readonly [string, T][] {
  return Object.entries((value ?? {}) as Record<string, T>);
}
