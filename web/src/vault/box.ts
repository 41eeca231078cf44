import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, type Octets, random, utf8 } from "./octets";
import { cannotOpen } from "./problem";

/** docs/format/account.md, "Box": the labels in use. A label is both key separation and associated data. */
export const LABEL = {
  accountKeyByPassword: "postern account key by password v1",
  accountKeyByPhrase: "postern account key by phrase v1",
  secretKeys: "postern secret keys v1",
  mailboxName: "postern mailbox name v1",
  settings: "postern settings v1",
  waiting: "postern waiting letter v1",
} as const;

export type Label = (typeof LABEL)[keyof typeof LABEL];

const NONCE = 12;
const TAG = 16;

/** HKDF-SHA256 (RFC 5869) with an empty salt, 32 octets. */
export function derive(ikm: Uint8Array, info: string): Octets {
  return Uint8Array.from(hkdf(sha256, ikm, new Uint8Array(0), utf8(info), 32));
}

export async function seal(kek: Uint8Array, label: Label, plaintext: Octets, nonce: Octets = random(NONCE)) {
  const key = await boxKey(kek, label, "encrypt");
  const parameters = { name: "AES-GCM", iv: nonce, additionalData: utf8(label) };
  return concat(nonce, new Uint8Array(await crypto.subtle.encrypt(parameters, key, plaintext)));
}

export async function open(kek: Uint8Array, label: Label, box: Octets): Promise<Octets> {
  if (box.length < NONCE + TAG) throw cannotOpen();
  const key = await boxKey(kek, label, "decrypt");
  const parameters = { name: "AES-GCM", iv: box.slice(0, NONCE), additionalData: utf8(label) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(parameters, key, box.slice(NONCE)));
  } catch {
    throw cannotOpen();
  }
}

function boxKey(kek: Uint8Array, label: Label, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", derive(kek, label), "AES-GCM", false, [use]);
}
