import * as openpgp from "openpgp";
import { beforeAll, describe, expect, test } from "vitest";
import { generate, type Keys } from "../../src/vault/certificates";
import { concat, hex, random, utf8 } from "../../src/vault/octets";
import { open, openBody, padme, replaceSummary, seal, threadHash } from "../../src/vault/stored";

let keys: Keys;

beforeAll(async () => {
  keys = await generate("ada@postern.test");
});

describe("a stored message", () => {
  test.each([0, 1, 900, 70_000, 300_000])("of %i octets opens again, octet for octet", async (size) => {
    const body = size === 300_000 ? new Uint8Array(size).fill(65) : random(Math.min(size, 65_536));

    const stored = await seal(keys.v6.toPublic(), utf8("summary"), body);

    expect(await open(keys.v6, concat(stored.key, stored.summary))).toEqual(utf8("summary"));
    expect(hex(await open(keys.v6, concat(stored.key, stored.body)))).toBe(hex(body));
    expect(hex(await openBody(keys.v6, concat(stored.key, stored.summary, stored.body)))).toBe(hex(body));
  });

  test("either half with its key is a complete OpenPGP message", async () => {
    const stored = await seal(keys.v6.toPublic(), utf8("summary"), utf8("Subject: hi\r\n\r\nbody"));

    const { data } = await openpgp.decrypt({
      message: await openpgp.readMessage({ binaryMessage: concat(stored.key, stored.body) }),
      decryptionKeys: keys.v6,
      format: "binary",
    });

    expect(data).toEqual(utf8("Subject: hi\r\n\r\nbody"));
  });

  test("packets have version 6, algorithm 25, AES-256, GCM and chunk octet 10", async () => {
    const stored = await seal(keys.v6.toPublic(), utf8("s"), utf8("b"));

    const fingerprint = (
      keys.v6.subkeys[0]?.keyPacket as unknown as { getFingerprintBytes(): Uint8Array }
    ).getFingerprintBytes();
    expect([...stored.key.subarray(0, 5)]).toEqual([0xc1, stored.key.length - 2, 6, 33, 6]);
    expect(hex(stored.key.subarray(5, 37))).toBe(hex(fingerprint));
    expect(stored.key[37]).toBe(25);
    expect(stored.summary[0]).toBe(0xd2);
    expect([...stored.summary.subarray(3, 7)]).toEqual([2, 9, 3, 10]);
    expect(hex(stored.summary.subarray(7, 39))).not.toBe(hex(stored.body.subarray(7, 39)));
  });

  test("plaintext lengths show only the padded size", async () => {
    const lengths = await Promise.all(
      [1, 100, 400].map(
        async (size) => (await seal(keys.v6.toPublic(), random(size), random(size * 2))).summary.length,
      ),
    );

    // header 3, fields 4, salt 32, 512 padded, two tags of 16
    expect(new Set(lengths)).toEqual(new Set([3 + 4 + 32 + 512 + 32]));
  });

  test("a replaced summary opens under the old key with a new salt", async () => {
    const stored = await seal(keys.v6.toPublic(), utf8("old"), utf8("body"));

    const summary = await replaceSummary(keys.v6, concat(stored.key, stored.summary), utf8("new"));

    expect(await open(keys.v6, concat(stored.key, summary))).toEqual(utf8("new"));
    expect(hex(summary.subarray(7, 39))).not.toBe(hex(stored.summary.subarray(7, 39)));
  });

  test("a changed octet, a cut packet and another's key do not open", async () => {
    const stored = await seal(keys.v6.toPublic(), utf8("summary"), utf8("body"));
    const whole = concat(stored.key, stored.summary);
    const other = await generate("eve@postern.test");
    const changed = whole.slice();
    changed[changed.length - 20]! ^= 1;

    await expect(open(keys.v6, changed)).rejects.toThrow("could not be opened");
    await expect(open(keys.v6, whole.slice(0, -1))).rejects.toThrow("could not be opened");
    await expect(open(other.v6, whole)).rejects.toThrow("could not be opened");
    await expect(open(keys.v6, utf8("not packets"))).rejects.toThrow("could not be opened");
  });
});

test.each([
  [512, 512],
  [513, 544],
  [1024, 1024],
  [1025, 1088],
  [5000, 5120],
  [100_000, 100_352],
  [1_000_000, 1_015_808],
])("Padmé rounds %i up to %i", (length, rounded) => {
  expect(padme(length)).toBe(rounded);
});

test("messages of one thread have one hash, and none without ids", () => {
  const key = random(32);
  const none = { references: [], inReplyTo: [], messageId: [] };

  expect(threadHash(key, { ...none, references: ["a@b", "c@d"] })).toEqual(
    threadHash(key, { ...none, messageId: ["a@b"] }),
  );
  expect(threadHash(key, { ...none, inReplyTo: ["a@b"] }).length).toBe(16);
  expect(threadHash(key, none)).not.toEqual(threadHash(key, none));
});
