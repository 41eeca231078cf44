import * as openpgp from "openpgp";
import { LABEL, open, seal } from "./box";
import { CONFIG } from "./library";
import { base64, fromBase64, fromUtf8, type Octets, same, utf8 } from "./octets";
import { Refusal } from "./problem";

// docs/format/account.md, "Certificates" and "Key list".

export interface Certificates {
  readonly v6: string; // binary transferable public keys in base64
  readonly v4: string;
}

export interface KeyList {
  readonly data: string;
  readonly signature: string;
}

export interface Keys {
  readonly v6: openpgp.PrivateKey;
  readonly v4: openpgp.PrivateKey;
}

/** What the server says of an address, its own or another's. */
export interface ServedKeys {
  readonly address: string;
  readonly certificates: Certificates;
  readonly keyList: KeyList;
}

/** Served keys whose key list was verified: only these may be encrypted to. */
export interface VerifiedKeys {
  readonly v6: openpgp.PublicKey;
  readonly v4: openpgp.PublicKey;
  readonly v6Fingerprint: string;
  readonly v4Fingerprint: string;
}

/** v6: Ed25519 and X25519 with AEAD. v4: the legacy encoding of the same curves, which GnuPG 2.2 reads. */
export async function generate(address: string): Promise<Keys> {
  const userIDs = [{ email: address }];
  const v6 = await openpgp.generateKey({
    type: "curve25519",
    userIDs,
    format: "object",
    config: { ...CONFIG, v6Keys: true, aeadProtect: true },
  });
  const v4 = await openpgp.generateKey({
    type: "ecc",
    curve: "curve25519Legacy",
    userIDs,
    format: "object",
    config: { ...CONFIG, v6Keys: false, aeadProtect: false },
  });
  return { v6: v6.privateKey, v4: v4.privateKey };
}

export function certificatesOf(keys: Keys): Certificates {
  return { v6: base64(keys.v6.toPublic().write()), v4: base64(keys.v4.toPublic().write()) };
}

export async function lockKeys(accountKey: Octets, keys: Keys): Promise<string> {
  const both = JSON.stringify({ v6: base64(keys.v6.write()), v4: base64(keys.v4.write()) });
  return base64(await seal(accountKey, LABEL.secretKeys, utf8(both)));
}

export async function unlockKeys(accountKey: Octets, lockedKeys: string): Promise<Keys> {
  const both = JSON.parse(fromUtf8(await open(accountKey, LABEL.secretKeys, fromBase64(lockedKeys)))) as Certificates;
  return {
    v6: await openpgp.readPrivateKey({ binaryKey: fromBase64(both.v6), config: CONFIG }),
    v4: await openpgp.readPrivateKey({ binaryKey: fromBase64(both.v4), config: CONFIG }),
  };
}

export async function makeKeyList(address: string, keys: Keys, made: Date): Promise<KeyList> {
  const list = {
    v: 1,
    address,
    v6: fingerprint(keys.v6),
    v4: fingerprint(keys.v4),
    made: `${made.toISOString().slice(0, 19)}Z`,
  };
  const data = utf8(JSON.stringify(list));
  const signature = await openpgp.sign({
    message: await openpgp.createMessage({ binary: data }),
    signingKeys: keys.v6,
    detached: true,
    format: "binary",
    config: CONFIG,
  });
  return { data: base64(data), signature: base64(signature) };
}

/** THREAT T-08: fails closed. A certificate that its own key list does not name for this address is not used. */
export async function verify(served: ServedKeys): Promise<VerifiedKeys> {
  try {
    const v6 = await openpgp.readKey({ binaryKey: fromBase64(served.certificates.v6), config: CONFIG });
    const v4 = await openpgp.readKey({ binaryKey: fromBase64(served.certificates.v4), config: CONFIG });
    const data = fromBase64(served.keyList.data);
    await verifySignature(v6, data, fromBase64(served.keyList.signature));
    const list = JSON.parse(fromUtf8(data)) as Record<string, unknown>;
    const named = { v6Fingerprint: fingerprint(v6), v4Fingerprint: fingerprint(v4) };
    if (list["v"] !== 1 || list["address"] !== served.address) throw badKeys();
    if (list["v6"] !== named.v6Fingerprint || list["v4"] !== named.v4Fingerprint) throw badKeys();
    return { v6, v4, ...named };
  } catch {
    throw badKeys();
  }
}

/**
 * THREAT T-08: a server that swaps public halves would make the client seal or sign for another key. What is served
 * must be what the secret keys give.
 */
export async function checkOwn(keys: Keys, served: ServedKeys): Promise<void> {
  const own = certificatesOf(keys);
  const sameCertificates =
    same(fromBase64(own.v6), fromBase64(served.certificates.v6)) &&
    same(fromBase64(own.v4), fromBase64(served.certificates.v4));
  if (!sameCertificates) throw badKeys();
  await verify(served);
}

export function fingerprint(key: openpgp.Key): string {
  return key.getFingerprint().toUpperCase();
}

async function verifySignature(v6: openpgp.PublicKey, data: Octets, octets: Octets): Promise<void> {
  const { signatures } = await openpgp.verify({
    message: await openpgp.createMessage({ binary: data }),
    signature: await openpgp.readSignature({ binarySignature: octets, config: CONFIG }),
    verificationKeys: v6,
    format: "binary",
    config: CONFIG,
  });
  const [first] = signatures;
  if (first === undefined) throw badKeys();
  await first.verified;
}

function badKeys(): Refusal {
  return new Refusal("bad-keys", "The keys that the server gave do not belong to this address.");
}
