import type { Key } from "openpgp";
import { beforeAll, describe, expect, test } from "vitest";
import {
  certificatesOf,
  checkOwn,
  generate,
  type Keys,
  lockKeys,
  makeKeyList,
  type ServedKeys,
  unlockKeys,
  verify,
} from "../../src/vault/certificates";
import { base64, fromBase64, fromUtf8, random, utf8 } from "../../src/vault/octets";

const ADA = "ada@postern.localhost";
let keys: Keys;
let served: ServedKeys;

beforeAll(async () => {
  keys = await generate(ADA);
  served = {
    address: ADA,
    certificates: certificatesOf(keys),
    keyList: await makeKeyList(ADA, keys, new Date("2026-11-23T20:00:00Z")),
  };
});

const algorithms = (key: Key) =>
  [key, ...key.subkeys].map((each) => (each.keyPacket as unknown as { algorithm: number }).algorithm);

async function features(key: Key): Promise<number> {
  const signature = (await key.getPrimaryUser()).selfCertification as unknown as { features: Uint8Array | null };
  const direct = (key as unknown as { directSignatures: { features: Uint8Array | null }[] }).directSignatures[0];
  return (signature.features ?? direct?.features ?? [])[0] ?? 0;
}

describe("made certificates", () => {
  test("v6 has Ed25519, X25519 and both features", async () => {
    expect(keys.v6.keyPacket.version).toBe(6);
    expect(algorithms(keys.v6)).toEqual([27, 25]);
    expect(await features(keys.v6)).toBe(1 | 8);
  });

  test("v4 has the legacy encodings and no AEAD", async () => {
    expect(keys.v4.keyPacket.version).toBe(4);
    expect(algorithms(keys.v4)).toEqual([22, 18]);
    expect(await features(keys.v4)).toBe(1);
  });

  test("the user id is the address and nothing else", () => {
    expect([keys.v6, keys.v4].flatMap((key) => key.getUserIDs())).toEqual([`<${ADA}>`, `<${ADA}>`]);
  });

  test("locked keys unlock under the account key", async () => {
    const accountKey = random(32);

    const again = await unlockKeys(accountKey, await lockKeys(accountKey, keys));

    expect(certificatesOf(again)).toEqual(served.certificates);
    await expect(unlockKeys(random(32), await lockKeys(accountKey, keys))).rejects.toThrow("could not be opened");
  });
});

describe("a key list", () => {
  test("holds both fingerprints and verifies", async () => {
    const verified = await verify(served);

    expect(verified.v6Fingerprint).toMatch(/^[0-9A-F]{64}$/);
    expect(verified.v4Fingerprint).toMatch(/^[0-9A-F]{40}$/);
    expect(JSON.parse(fromUtf8(fromBase64(served.keyList.data)))).toEqual({
      v: 1,
      address: ADA,
      v6: verified.v6Fingerprint,
      v4: verified.v4Fingerprint,
      made: "2026-11-23T20:00:00Z",
    });
  });

  test("for another address, or with another certificate, or with other octets, is refused", async () => {
    const eve = certificatesOf(await generate(ADA));
    const other = utf8(fromUtf8(fromBase64(served.keyList.data)).replace("20:00:00", "21:00:00"));

    await expect(verify({ ...served, address: "bob@postern.localhost" })).rejects.toThrow("do not belong");
    await expect(verify({ ...served, certificates: { ...served.certificates, v6: eve.v6 } })).rejects.toThrow(
      "do not belong",
    );
    await expect(verify({ ...served, certificates: { ...served.certificates, v4: eve.v4 } })).rejects.toThrow(
      "do not belong",
    );
    await expect(verify({ ...served, keyList: { ...served.keyList, data: base64(other) } })).rejects.toThrow(
      "do not belong",
    );
  });

  test("own keys that the server replaced are noticed", async () => {
    const eve = await generate(ADA);
    const replaced = {
      address: ADA,
      certificates: certificatesOf(eve),
      keyList: await makeKeyList(ADA, eve, new Date("2026-11-23T20:00:00Z")),
    };

    await expect(checkOwn(keys, served)).resolves.toBeUndefined();
    await expect(checkOwn(keys, replaced)).rejects.toThrow("do not belong");
  });
});
