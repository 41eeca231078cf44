import * as openpgp from "openpgp";
import { concat, type Octets } from "./octets";

// The low-level half of OpenPGP.js, whose published types mark these methods private. This is the only file
// that says so; everything else sees these shapes.

interface KeyPacket {
  readonly version: number;
  readonly algorithm: number;
  getFingerprintBytes(): Uint8Array;
}

export interface SessionKeyPacket {
  readonly version: number;
  readonly publicKeyAlgorithm: number;
  readonly publicKeyFingerprint: Uint8Array | null;
  readonly sessionKey: Uint8Array | null;
  read(octets: Uint8Array): void;
  write(): Octets;
  encrypt(key: KeyPacket): Promise<void>;
  decrypt(key: KeyPacket): Promise<void>;
}

/** The library's own stream over memory. */
interface Chunks {
  getReader(): { read(): Promise<{ readonly value?: Uint8Array; readonly done: boolean }> };
}

export interface SealedPacket {
  readonly version: number;
  readonly cipherAlgorithm: number;
  readonly aeadAlgorithm: number;
  packets: { write(): Octets } | readonly unknown[] | null;
  read(octets: Uint8Array): Promise<void>;
  write(): Octets | Chunks;
  encrypt(algorithm: number, key: Uint8Array, config: openpgp.Config): Promise<boolean>;
  decrypt(algorithm: number, key: Uint8Array, config: openpgp.Config): Promise<boolean>;
}

interface SessionKeyFields {
  readonly version: 6;
  readonly encryptionKeyPacket: KeyPacket;
  readonly sessionKey: Uint8Array;
}

interface SessionKeyClass {
  new (): SessionKeyPacket;
  fromObject(fields: SessionKeyFields): SessionKeyPacket;
}

interface SealedClass {
  new (): SealedPacket;
  fromObject(fields: { readonly version: 2; readonly aeadAlgorithm: number }): SealedPacket;
}

export const SessionKey = openpgp.PublicKeyEncryptedSessionKeyPacket as unknown as SessionKeyClass;
export const Sealed = openpgp.SymEncryptedIntegrityProtectedDataPacket as unknown as SealedClass;

/**
 * 64 KiB chunks for what we write. THREAT T-15: what arrives may not grow without end when decompressed. Weak
 * algorithms stay refused as the library refuses them.
 */
export const CONFIG: openpgp.Config = {
  ...openpgp.config,
  aeadChunkSizeByte: 10,
  preferredAEADAlgorithm: openpgp.enums.aead.gcm,
  maxDecompressedMessageSize: 128 * 1024 * 1024,
  showVersion: false,
  showComment: false,
};

export function keyPacket(key: openpgp.Key | openpgp.Subkey): KeyPacket {
  return key.keyPacket as unknown as KeyPacket;
}

export async function allOf(chunks: Octets | Chunks): Promise<Octets> {
  if (chunks instanceof Uint8Array) return chunks;
  const parts: Uint8Array[] = [];
  const reader = chunks.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (next.value !== undefined) parts.push(next.value);
  }
  return concat(...parts);
}

/** The octets of the literal packet, when it is the only packet inside; else null. */
export function onlyLiteral(packets: SealedPacket["packets"]): Octets | null {
  if (!Array.isArray(packets) || packets.length !== 1) return null;
  const literal: unknown = packets[0];
  if (!(literal instanceof openpgp.LiteralDataPacket)) return null;
  const octets = (literal as unknown as { getBytes(): Uint8Array }).getBytes();
  return octets instanceof Uint8Array ? (octets as Octets) : null;
}
