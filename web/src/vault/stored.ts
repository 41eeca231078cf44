import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { enums, type PrivateKey, type PublicKey } from "openpgp";
import { allOf, CONFIG, keyPacket, onlyLiteral, Sealed, SessionKey } from "./library";
import { concat, type Octets, random, same, utf8 } from "./octets";
import { cannotOpen } from "./problem";

// docs/format/stored-message.md: `key || summary || body`, three OpenPGP packets (RFC 9580).

const FLOOR = { summary: 512, body: 1024 } as const;
const TAG = { key: 1, sealed: 18, literal: 11, padding: 21 } as const;
const AES_256 = enums.symmetric.aes256;

export interface StoredMessage {
  readonly key: Octets;
  readonly summary: Octets;
  readonly body: Octets;
}

/** A packet that was cut out of a sequence: the whole of it, and its content. */
interface Packet {
  readonly tag: number;
  readonly whole: Octets;
  readonly content: Octets;
}

export async function seal(certificate: PublicKey, summary: Octets, body: Octets): Promise<StoredMessage> {
  const sessionKey = random(32);
  return {
    key: await sealKey(certificate, sessionKey),
    summary: await sealOctets(sessionKey, summary, FLOOR.summary),
    body: await sealOctets(sessionKey, body, FLOOR.body),
  };
}

/** Opens `key || summary`, `key || body` or the first sealed packet of all three. */
export async function open(secret: PrivateKey, stored: Octets): Promise<Octets> {
  const [key, sealed] = split(stored);
  if (key === undefined || sealed === undefined) throw cannotOpen();
  return openOctets(await openKey(secret, key), sealed);
}

/** Opens the body of `key || summary || body`. */
export async function openBody(secret: PrivateKey, stored: Octets): Promise<Octets> {
  const [key, , body] = split(stored);
  if (key === undefined || body === undefined) throw cannotOpen();
  return openOctets(await openKey(secret, key), body);
}

/** A new summary packet under the session key that the stored message already has, with a salt of its own. */
export async function replaceSummary(secret: PrivateKey, stored: Octets, summary: Octets): Promise<Octets> {
  const [key] = split(stored);
  if (key === undefined) throw cannotOpen();
  return sealOctets(await openKey(secret, key), summary, FLOOR.summary);
}

/** Padmé: at most 12 % more, and the length tells only O(log log L) bits. */
export function padme(length: number): number {
  const exponent = Math.floor(Math.log2(length));
  const significant = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - significant);
  return Math.ceil(length / step) * step;
}

/** The first 16 octets of HMAC-SHA256(thread key, root), or random ones where no id ties the message to others. */
export function threadHash(threadKey: Uint8Array, ids: ThreadIds): Octets {
  const root = ids.references[0] ?? ids.inReplyTo[0] ?? ids.messageId[0];
  return root === undefined ? random(16) : Uint8Array.from(hmac(sha256, threadKey, utf8(root))).slice(0, 16);
}

export interface ThreadIds {
  readonly references: readonly string[];
  readonly inReplyTo: readonly string[];
  readonly messageId: readonly string[];
}

async function sealKey(certificate: PublicKey, sessionKey: Octets): Promise<Octets> {
  const subkey = keyPacket(await certificate.getEncryptionKey(undefined, undefined, undefined, CONFIG));
  const packet = SessionKey.fromObject({ version: 6, encryptionKeyPacket: subkey, sessionKey });
  await packet.encrypt(subkey);
  const content = packet.write();
  return concat(header(TAG.key, content.length), content);
}

async function openKey(secret: PrivateKey, packet: Packet): Promise<Octets> {
  if (packet.tag !== TAG.key) throw cannotOpen();
  try {
    const key = new SessionKey();
    key.read(packet.content);
    const subkey = secret.subkeys.map(keyPacket).find((candidate) => isFor(key.publicKeyFingerprint, candidate));
    if (key.version !== 6 || key.publicKeyAlgorithm !== enums.publicKey.x25519 || subkey === undefined) {
      throw cannotOpen();
    }
    await key.decrypt(subkey);
    if (key.sessionKey?.length !== 32) throw cannotOpen();
    return Uint8Array.from(key.sessionKey);
  } catch {
    throw cannotOpen();
  }
}

function isFor(fingerprint: Uint8Array | null, subkey: ReturnType<typeof keyPacket>): boolean {
  return fingerprint !== null && same(fingerprint, subkey.getFingerprintBytes());
}

async function sealOctets(sessionKey: Octets, octets: Octets, floor: number): Promise<Octets> {
  const packet = Sealed.fromObject({ version: 2, aeadAlgorithm: enums.aead.gcm });
  const plaintext = padded(octets, floor);
  packet.packets = { write: () => plaintext };
  await packet.encrypt(AES_256, sessionKey, CONFIG);
  const content = await allOf(packet.write());
  return concat(header(TAG.sealed, content.length), content);
}

async function openOctets(sessionKey: Octets, packet: Packet): Promise<Octets> {
  if (packet.tag !== TAG.sealed) throw cannotOpen();
  let literal: Octets | null = null;
  try {
    const sealed = new Sealed();
    await sealed.read(packet.content);
    if (sealed.version !== 2 || sealed.aeadAlgorithm !== enums.aead.gcm) throw cannotOpen();
    await sealed.decrypt(AES_256, sessionKey, CONFIG);
    literal = onlyLiteral(sealed.packets);
  } catch {
    throw cannotOpen();
  }
  if (literal === null) throw cannotOpen();
  return literal;
}

/** A literal packet (format b, no name, date 0) and a padding packet whose header always has six octets. */
function padded(octets: Octets, floor: number): Octets {
  const fields = Uint8Array.of(0x62, 0, 0, 0, 0, 0);
  const literal = concat(header(TAG.literal, fields.length + octets.length), fields, octets);
  const whole = padme(Math.max(literal.length + 6, floor));
  const padding = whole - literal.length - 6;
  return concat(literal, longHeader(TAG.padding, padding), new Uint8Array(padding));
}

/** RFC 9580 §4.2.1: the new packet format with the shortest definite length. */
function header(tag: number, length: number): Octets {
  if (length < 192) return Uint8Array.of(0xc0 | tag, length);
  if (length < 8384) return Uint8Array.of(0xc0 | tag, 192 + ((length - 192) >> 8), (length - 192) & 0xff);
  return longHeader(tag, length);
}

function longHeader(tag: number, length: number): Octets {
  const octets = new Uint8Array(6);
  const view = new DataView(octets.buffer);
  view.setUint8(0, 0xc0 | tag);
  view.setUint8(1, 0xff);
  view.setUint32(2, length);
  return octets;
}

/** Cuts a sequence of packets in the new format with definite lengths; anything else cannot be opened. */
function split(octets: Octets): readonly Packet[] {
  const packets: Packet[] = [];
  for (let at = 0; at < octets.length;) {
    const packet = packetAt(octets, at);
    packets.push(packet);
    at += packet.whole.length;
  }
  return packets;
}

function packetAt(octets: Octets, at: number): Packet {
  const tag = octets[at] ?? 0;
  const first = octets[at + 1] ?? 0;
  if ((tag & 0xc0) !== 0xc0 || (first >= 224 && first < 255)) throw cannotOpen();
  const lengthOctets = first < 192 ? 1 : first < 224 ? 2 : 5;
  const start = at + 1 + lengthOctets;
  if (start > octets.length) throw cannotOpen();
  const end = start + lengthAt(octets, at + 1, first);
  if (end > octets.length) throw cannotOpen();
  return { tag: tag & 0x3f, whole: octets.slice(at, end), content: octets.slice(start, end) };
}

function lengthAt(octets: Octets, at: number, first: number): number {
  if (first < 192) return first;
  if (first < 224) return ((first - 192) << 8) + (octets[at + 1] ?? 0) + 192;
  return new DataView(octets.buffer, octets.byteOffset + at + 1, 4).getUint32(0);
}
