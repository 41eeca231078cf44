import * as openpgp from "openpgp";
import type { Trust } from "../state/contract";
import { canonical, contentType, type Entity, field, readEntity } from "./entity";
import type { Keys, VerifiedKeys } from "./certificates";
import { CONFIG } from "./library";
import { type Mail, readMail } from "./mime";
import { latin1, type Octets } from "./octets";
import { encryptedPart, readArmored, signedParts } from "./pgpmime";
import { cannotOpen } from "./problem";

/** A message as it is shown: what it says, and how far that may be trusted. */
export interface Opened {
  readonly mail: Mail;
  readonly trust: Trust;
  readonly wasEncrypted: boolean;
}

/** The sender's keys, when the address is local and its key list was verified; `email` is who they belong to. */
export interface Signer {
  readonly email: string;
  readonly keys: VerifiedKeys;
}

type SignatureFound = Awaited<ReturnType<typeof openpgp.verify>>["signatures"][number];

interface Signature {
  readonly signer: string;
  readonly verified: boolean;
}

/** Opens what a person reads out of the octets as they came. */
export async function openMail(original: Octets, keys: Keys, signer: Signer | null): Promise<Opened> {
  const entity = readEntity(original);
  const sealed = encryptedPart(entity);
  if (sealed !== null) return openEncrypted(original, sealed, keys, signer);
  const parts = signedParts(entity);
  if (parts === null) return { mail: await readMail(original), trust: { kind: "transport" }, wasEncrypted: false };
  const signature = await verifyDetached(parts.signed, parts.signature, signer);
  const mail = await withProtectedHeader(await readMail(original), parts.signed, signature);
  const trust: Trust = { kind: "signed", ...boundTo(mail, signature, signer) };
  return { mail: withoutSignaturePart(mail), trust, wasEncrypted: false };
}

async function openEncrypted(original: Octets, sealed: Octets, keys: Keys, signer: Signer | null): Promise<Opened> {
  const { payload, signature } = await decrypt(sealed, keys, signer);
  const inner = readEntity(payload);
  const parts = signature === null ? signedParts(inner) : null;
  const found = parts === null ? signature : await verifyDetached(parts.signed, parts.signature, signer);
  const mail = await withProtectedHeader(await readMail(original), parts?.signed ?? payload, found);
  const content = await readMail(payload);
  const shown = withoutSignaturePart({
    ...mail,
    html: content.html,
    text: content.text,
    attachments: content.attachments,
  });
  const none = { signer: "", verified: false };
  const trust: Trust = { kind: "end-to-end", ...(found === null ? none : boundTo(shown, found, signer)) };
  return { mail: shown, trust, wasEncrypted: true };
}

async function decrypt(sealed: Octets, keys: Keys, signer: Signer | null) {
  const message = await readArmored(sealed);
  try {
    const { data, signatures } = await openpgp.decrypt({
      message,
      decryptionKeys: [keys.v6, keys.v4],
      verificationKeys: certificates(signer),
      format: "binary",
      config: CONFIG,
    });
    const payload = Uint8Array.from(data as Uint8Array);
    return { payload, signature: await judged(signatures, signer) };
  } catch {
    throw cannotOpen();
  }
}

async function verifyDetached(signed: Octets, signature: Octets, signer: Signer | null): Promise<Signature | null> {
  try {
    const { signatures } = await openpgp.verify({
      message: await openpgp.createMessage({ binary: canonical(signed) }),
      signature: await openpgp.readSignature({ armoredSignature: latin1(signature), config: CONFIG }),
      verificationKeys: certificates(signer),
      format: "binary",
      config: CONFIG,
    });
    return await judged(signatures, signer);
  } catch {
    return { signer: "", verified: false };
  }
}

async function judged(signatures: readonly SignatureFound[], signer: Signer | null): Promise<Signature | null> {
  const [first] = signatures;
  if (first === undefined) return null;
  const verified = await first.verified.catch(() => false);
  return { signer: verified && signer !== null ? signer.email : first.keyID.toHex().toUpperCase(), verified };
}

function certificates(signer: Signer | null): openpgp.PublicKey[] {
  return signer === null ? [] : [signer.keys.v6, signer.keys.v4];
}

/** A good signature by somebody else than the shown sender proves nothing about what is shown. */
function boundTo(mail: Mail, signature: Signature | null, signer: Signer | null): Signature {
  if (signature === null) return { signer: "", verified: false };
  const from = mail.from[0]?.email.toLowerCase();
  return { ...signature, verified: signature.verified && signer !== null && from === signer.email.toLowerCase() };
}

/**
 * RFC 9788 §4: with `hp`, the inner fields are the message's. LENIENT: Thunderbird and Enigmail before it write
 * `protected-headers="v1"` and may leave fields out, which then come from outside. A From that differs from the
 * outer one is believed only when its own key signed it (§4.4).
 */
async function withProtectedHeader(outer: Mail, payload: Octets, signature: Signature | null): Promise<Mail> {
  const entity = readEntity(payload);
  const { parameters } = contentType(entity);
  const whole = parameters.has("hp");
  if (!whole && !parameters.has("protected-headers")) return outer;
  const inner = await readMail(payload);
  const has = (name: string) => whole || field(entity, name) !== null;
  return {
    ...outer,
    from: believedFrom(outer, inner, entity, signature),
    to: has("to") ? inner.to : outer.to,
    cc: has("cc") ? inner.cc : outer.cc,
    replyTo: has("reply-to") ? inner.replyTo : outer.replyTo,
    subject: has("subject") ? inner.subject : outer.subject,
    date: inner.date ?? outer.date,
    messageId: inner.messageId.length > 0 ? inner.messageId : outer.messageId,
    inReplyTo: has("in-reply-to") ? inner.inReplyTo : outer.inReplyTo,
    references: has("references") ? inner.references : outer.references,
  };
}

function believedFrom(outer: Mail, inner: Mail, entity: Entity, signature: Signature | null): Mail["from"] {
  if (field(entity, "from") === null) return outer.from;
  const address = inner.from[0]?.email.toLowerCase();
  const unchanged = address === outer.from[0]?.email.toLowerCase();
  const proved = signature?.verified === true && address === signature.signer.toLowerCase();
  return unchanged || proved ? inner.from : outer.from;
}

function withoutSignaturePart(mail: Mail): Mail {
  return { ...mail, attachments: mail.attachments.filter((each) => each.type !== "application/pgp-signature") };
}
