import type { Answers, Jmap } from "../jmap/client";
import { type Call, type Got, type Identity, SEALED_TYPE } from "../jmap/types";
import { Refusal } from "../vault/problem";
import type { Forms, Letter, LetterSealed } from "../vault/protocol";
import type { Vault } from "../vault/vault";
import type { Draft, Person } from "./contract";
import type { Directory } from "./directory";

const NOBODY: Forms = { sealed: [], blind: [], readable: [] };

/** Seals what was written, keeps a copy that only its owner can read, and hands over each form to be sent. */
export class Outbox {
  readonly #jmap: Jmap;
  readonly #vault: Vault;
  readonly #directory: Directory;

  constructor(jmap: Jmap, vault: Vault, directory: Directory) {
    this.#jmap = jmap;
    this.#vault = vault;
    this.#directory = directory;
  }

  /** INVARIANT: nothing is submitted before the sealed Sent copy is stored, and it goes again if submission fails. */
  async send(draft: Draft, sender: Person, sentId: string, tries: Tries = () => undefined): Promise<void> {
    const forms = await this.#formsOf(draft);
    const sealed = await this.#vault.sealLetter(letterOf(draft, sender), forms, this.#jmap.sealed.threadKey);
    if (sealed.parcels.length > this.#jmap.sealed.maxParcels) throw tooManyBlind();
    const emailId = await this.#import(sealed, sentId, { $seen: true });
    await tries(emailId);
    try {
      await this.#submit(sealed, emailId, sender.email);
    } catch (problem) {
      if (isNetwork(problem)) throw problem; // it may have arrived: the copy is what tells later
      await this.#jmap.request(["Email/set", { destroy: [emailId] }, "undo"]).catch(() => undefined);
      throw problem;
    }
    await this.#tidy(draft);
  }

  /** Whether a try that ended in silence had arrived (RFC 8621 §7.3). */
  async isSubmitted(emailId: string): Promise<boolean> {
    const filter = { emailIds: [emailId] };
    const answers = await this.#jmap.request(["EmailSubmission/query", { filter }, "submitted"]);
    return answers.of<{ ids: readonly string[] }>("submitted").ids.length > 0;
  }

  async withdraw(emailId: string): Promise<void> {
    await this.#jmap.request(["Email/set", { destroy: [emailId] }, "undo"]);
  }

  async saveDraft(draft: Draft, sender: Person, draftsId: string): Promise<string> {
    const sealed = await this.#vault.sealLetter(letterOf(draft, sender), NOBODY, this.#jmap.sealed.threadKey);
    const id = await this.#import(sealed, draftsId, { $draft: true, $seen: true });
    if (draft.replacesDraftId !== null) {
      await this.#jmap.request(["Email/set", { destroy: [draft.replacesDraftId] }, "replace"]);
    }
    return id;
  }

  async #formsOf(draft: Draft): Promise<Forms> {
    const visible = unique([...draft.to, ...draft.cc]);
    const shown = new Set(visible.map((email) => email.toLowerCase()));
    const hidden = unique(draft.bcc).filter((email) => !shown.has(email.toLowerCase()));
    if (visible.length + hidden.length === 0) throw new Refusal("no-recipient", "Say who should get this message.");
    const open = await this.#directory.address(visible);
    const blind = await this.#directory.address(hidden);
    return { sealed: open.sealed, blind: blind.sealed, readable: [...open.readable, ...blind.readable] };
  }

  async #import(sealed: LetterSealed, mailboxId: string, keywords: Readonly<Record<string, boolean>>): Promise<string> {
    const blobId = await this.#jmap.upload(sealed.stored, SEALED_TYPE);
    const copy = { blobId, mailboxIds: { [mailboxId]: true }, keywords, threadHash: sealed.threadHash };
    const answers = await this.#jmap.request(["Email/import", { emails: { copy } }, "import"]);
    const id = answers.allSet("import").created?.["copy"]?.id;
    if (id === undefined) throw new Refusal("server", "The server did not keep the message.");
    return id;
  }

  async #submit(sealed: LetterSealed, emailId: string, sender: string): Promise<void> {
    const parcels = await Promise.all(
      sealed.parcels.map(async ({ octets, rcptTo }) => ({
        blobId: await this.#jmap.upload(octets, "message/rfc822"),
        rcptTo: rcptTo.map((email) => ({ email })),
      })),
    );
    const envelope = { mailFrom: { email: sender }, rcptTo: parcels.flatMap((parcel) => parcel.rcptTo) };
    const identityId = await this.#identity(sender);
    const submission = { identityId, emailId, envelope, parcels };
    const answers = await this.#jmap.request(["EmailSubmission/set", { create: { submission } }, "submit"]);
    answers.allSet("submit");
  }

  async #identity(sender: string): Promise<string> {
    const answers: Answers = await this.#jmap.request(["Identity/get", { ids: null }, "identities"]);
    const { list } = answers.of<Got<Identity>>("identities");
    const own = list.find((identity) => identity.email.toLowerCase() === sender.toLowerCase()) ?? list[0];
    if (own === undefined) throw new Refusal("server", "This account may not send.");
    return own.id;
  }

  /** The message is on its way; failing to tidy up must not look like failing to send. */
  async #tidy(draft: Draft): Promise<void> {
    const answered = draft.answersId === null ? {} : { update: { [draft.answersId]: { "keywords/$answered": true } } };
    const replaced = draft.replacesDraftId === null ? {} : { destroy: [draft.replacesDraftId] };
    const tidy: Call = ["Email/set", { ...answered, ...replaced }, "tidy"];
    if (draft.answersId !== null || draft.replacesDraftId !== null)
      await this.#jmap.request(tidy).catch(() => undefined);
  }
}

/** Is told the Sent copy before the message is handed over. */
export type Tries = (emailId: string) => void | Promise<void>;

export function isNetwork(problem: unknown): boolean {
  return problem instanceof Refusal && problem.name === "network";
}

function letterOf(draft: Draft, sender: Person): Letter {
  const { to, cc, bcc, subject, html, attachments, inReplyTo, references } = draft;
  return { from: sender, to, cc, bcc, subject, html, attachments, inReplyTo, references };
}

function unique(people: readonly Person[]): readonly string[] {
  return [...new Map(people.map(({ email }) => [email.trim().toLowerCase(), email.trim()])).values()];
}

function tooManyBlind(): Refusal {
  return new Refusal("too-many-blind", "Too many blind recipients for one message. Send to fewer at a time.");
}
