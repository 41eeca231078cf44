import { readdirSync, readFileSync } from "node:fs";
import * as openpgp from "openpgp";
import { describe, expect, test } from "vitest";
import { stretch, unlockByPassword, unlockByPhrase, type Kdf } from "../src/vault/account";
import { GROUP_4096 } from "../src/vault/group";
import { base64, concat, fromBase64, fromUtf8, hex, utf8 } from "../src/vault/octets";
import { phrasePublicKey, readPhrase, signRecovery } from "../src/vault/phrase";
import { number, privateNumber, prove, publicNumber, scrambler, verifier } from "../src/vault/srp";
import { open, openBody } from "../src/vault/stored";

// The files in `vectors/` are written by the Java side and by `npm run vectors`; both sides read all of them.
const ROOM = new URL("../../vectors/", import.meta.url);

interface StoredVector {
  readonly about: string;
  readonly secretKey: string;
  readonly certificate: string;
  readonly key: string;
  readonly summary: string;
  readonly body: string;
  readonly summaryText: string;
  readonly original: string;
}

interface AccountVector {
  readonly about: string;
  readonly address: string;
  readonly password: string;
  readonly kdf: Kdf;
  readonly srpSalt: string;
  readonly a: string;
  readonly A: string;
  readonly B: string;
  readonly x: string;
  readonly verifier: string;
  readonly u: string;
  readonly K: string;
  readonly M1: string;
  readonly M2: string;
  readonly accountKey: string;
  readonly wrappedByPassword: string;
  readonly phrase: string | readonly string[];
  readonly wrappedByPhrase: string;
  readonly phrasePublicKey: string;
  readonly challenge: string;
  readonly signature: string;
}

function vectorsIn<T>(room: string): readonly (readonly [string, T])[] {
  const folder = new URL(`${room}/`, ROOM);
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), "utf8")) as T]);
}

describe("stored messages", () => {
  test.each(vectorsIn<StoredVector>("stored"))("%s opens", async (_name, vector) => {
    const secret = await openpgp.readPrivateKey({ binaryKey: fromBase64(vector.secretKey) });
    const [key, summary, body] = [vector.key, vector.summary, vector.body].map(fromBase64);

    const openedSummary = await open(secret, concat(key!, summary!));
    const openedBody = await openBody(secret, concat(key!, summary!, body!));

    expect(JSON.parse(fromUtf8(openedSummary))).toEqual(JSON.parse(vector.summaryText));
    expect(base64(openedBody)).toBe(vector.original);
    expect(base64(secret.toPublic().write())).toBe(vector.certificate);
  });
});

describe("accounts", () => {
  test.each(vectorsIn<AccountVector>("account"))("%s derives", async (_name, vector) => {
    const identity = utf8(vector.address);
    const salt = fromBase64(vector.srpSalt);
    const stretched = await stretch(vector.password, vector.kdf);
    const x = privateNumber(GROUP_4096, salt, identity, stretched.loginSecret);
    const a = number(fromBase64(vector.a));
    const B = number(fromBase64(vector.B));

    const proof = prove(GROUP_4096, identity, salt, a, B, x);

    expect(x).toBe(number(fromBase64(vector.x)));
    expect(verifier(GROUP_4096, x)).toBe(number(fromBase64(vector.verifier)));
    expect(base64(proof.A)).toBe(vector.A);
    expect(scrambler(GROUP_4096, publicNumber(GROUP_4096, a), B)).toBe(number(fromBase64(vector.u)));
    expect([base64(proof.K), base64(proof.M1), base64(proof.M2)]).toEqual([vector.K, vector.M1, vector.M2]);
    expect(base64(await unlockByPassword(stretched.kek, vector.wrappedByPassword))).toBe(vector.accountKey);
  });

  test.each(vectorsIn<AccountVector>("account"))("%s recovers by phrase", async (_name, vector) => {
    const words = typeof vector.phrase === "string" ? vector.phrase.split(" ") : vector.phrase;
    const phrase = readPhrase(words);

    const accountKey = await unlockByPhrase(phrase, vector.wrappedByPhrase);

    expect(base64(accountKey)).toBe(vector.accountKey);
    expect(base64(phrasePublicKey(phrase))).toBe(vector.phrasePublicKey);
    expect(hex(signRecovery(phrase, vector.address, fromBase64(vector.challenge)))).toBe(
      hex(fromBase64(vector.signature)),
    );
  });
});
