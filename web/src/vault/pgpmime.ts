import * as openpgp from "openpgp";
import { type Content, multipart, writeContent, writeMessage } from "./compose";
import { CONFIG } from "./library";
import { contentType, type Entity, partsOf, readEntity } from "./entity";
import type { HeaderField } from "./header";
import { fromUtf8, type Octets, utf8 } from "./octets";
import { cannotOpen } from "./problem";

// PGP/MIME (RFC 3156) with header protection (RFC 9788).

/** RFC 9788 §3.2: the policy keeps every field but hides the subject. */
const OUTER_SUBJECT = "...";

/** Signs with the sender's v6 key and encrypts to every recipient's v6 certificate, as RFC 3156 §6.2 combines them. */
export async function encryptMail(
  header: readonly HeaderField[],
  content: Content,
  signer: openpgp.PrivateKey,
  recipients: readonly openpgp.PublicKey[],
): Promise<Octets> {
  const outer = header.map((each) => (each.name === "Subject" ? { ...each, value: OUTER_SUBJECT } : each));
  const armored = await openpgp.encrypt({
    message: await openpgp.createMessage({ binary: utf8(writeContent(protectedPayload(header, outer, content))) }),
    encryptionKeys: [...recipients],
    signingKeys: signer,
    format: "armored",
    config: CONFIG,
  });
  return writeMessage(outer, [], envelope(armored));
}

/** RFC 9788 §2.1: the payload has every field, its Content-Type says `hp`, and HP-Outer tells what was outside. */
function protectedPayload(header: readonly HeaderField[], outer: readonly HeaderField[], content: Content): Content {
  const copies = outer.map(({ name, value }) => ({ name: "HP-Outer", value: `${name}: ${value}` }));
  const fields = content.fields.map((each) =>
    each.name === "Content-Type" ? { ...each, value: `${each.value}; hp="cipher"` } : each,
  );
  return { fields: [...header, ...copies, { name: "MIME-Version", value: "1.0" }, ...fields], body: content.body };
}

/** RFC 3156 §4 */
function envelope(armored: string): Content {
  const version: Content = {
    fields: [{ name: "Content-Type", value: "application/pgp-encrypted" }],
    body: "Version: 1\r\n",
  };
  const message: Content = {
    fields: [
      { name: "Content-Type", value: 'application/octet-stream; name="encrypted.asc"' },
      { name: "Content-Disposition", value: 'inline; filename="encrypted.asc"' },
    ],
    body: armored.replace(/\r?\n/g, "\r\n"),
  };
  return multipart("encrypted", [version, message], '; protocol="application/pgp-encrypted"');
}

/** The encrypted part of RFC 3156 §4, or null when the entity is something else. */
export function encryptedPart(entity: Entity): Octets | null {
  const { type, parameters } = contentType(entity);
  const boundary = parameters.get("boundary");
  if (type !== "multipart/encrypted" || boundary === undefined) return null;
  const [, second] = partsOf(entity.body, boundary);
  return second === undefined ? null : readEntity(second).body;
}

/** The signed octets and the signature of RFC 3156 §5, or null when the entity is something else. */
export function signedParts(entity: Entity): { readonly signed: Octets; readonly signature: Octets } | null {
  const { type, parameters } = contentType(entity);
  const boundary = parameters.get("boundary");
  if (type !== "multipart/signed" || boundary === undefined) return null;
  if (parameters.get("protocol")?.toLowerCase() !== "application/pgp-signature") return null;
  const [signed, second] = partsOf(entity.body, boundary);
  return signed === undefined || second === undefined ? null : { signed, signature: readEntity(second).body };
}

export async function readArmored(octets: Octets): Promise<openpgp.Message<Uint8Array>> {
  try {
    if ((octets[0] ?? 0) >= 0x80) return await openpgp.readMessage({ binaryMessage: octets, config: CONFIG });
    return await openpgp.readMessage({ armoredMessage: fromUtf8(octets), config: CONFIG });
  } catch {
    throw cannotOpen();
  }
}
