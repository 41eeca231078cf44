import type { PublicKey } from "openpgp";
import { type Content, contentOf, headerOf, newMessageId, type Outgoing, writeMessage } from "./compose";
import { type Keys, verify } from "./certificates";
import type { HeaderField } from "./header";
import { rfc3339 } from "./mime";
import { base64, concat, fromBase64 } from "./octets";
import { plainText } from "./plain";
import { encryptMail } from "./pgpmime";
import type { Forms, Letter, LetterSealed, ParcelMade, Recipient } from "./protocol";
import { seal, threadHash } from "./stored";
import { summaryOf, writeSummary } from "./summary";

/** Builds what leaves, in each form, and the sender's own sealed copy of it. */
export async function sealLetter(
  letter: Letter,
  forms: Forms,
  threadKey: string,
  keys: Keys,
  now: Date,
): Promise<LetterSealed> {
  const domain = letter.from.email.slice(letter.from.email.lastIndexOf("@") + 1);
  const mail: Outgoing = { ...letter, messageId: newMessageId(domain), date: now };
  const header = headerOf(mail);
  const content = contentOf(mail);
  const original = writeMessage(header, mail.bcc, content);
  const summary = summaryOf(
    {
      ...mail,
      from: [mail.from],
      messageId: [mail.messageId],
      date: rfc3339(now),
      replyTo: [],
      text: plainText(mail.html),
    },
    original.length,
  );
  const stored = await seal(keys.v6.toPublic(), writeSummary(summary), original);
  return {
    stored: concat(stored.key, stored.summary, stored.body),
    threadHash: base64(threadHash(fromBase64(threadKey), summary)),
    parcels: await parcels(header, content, forms, keys),
  };
}

/**
 * INVARIANT: no parcel tells of a blind recipient: none has a Bcc field, and a key packet names whom it is for, so
 * each blind recipient of PGP/MIME gets a parcel alone.
 */
async function parcels(
  header: readonly HeaderField[],
  content: Content,
  forms: Forms,
  keys: Keys,
): Promise<readonly ParcelMade[]> {
  const readable = { octets: writeMessage(header, [], content), rcptTo: forms.readable };
  const groups = [forms.sealed, ...forms.blind.map((one) => [one])].filter((group) => group.length > 0);
  const sealed = await Promise.all(groups.map((group) => sealedParcel(header, content, group, keys)));
  return forms.readable.length === 0 ? sealed : [...sealed, readable];
}

async function sealedParcel(
  header: readonly HeaderField[],
  content: Content,
  group: readonly Recipient[],
  keys: Keys,
): Promise<ParcelMade> {
  const recipients: PublicKey[] = [];
  for (const { keys: served } of group) recipients.push((await verify(served)).v6);
  const octets = await encryptMail(header, content, keys.v6, recipients);
  return { octets, rcptTo: group.map(({ email }) => email) };
}
