import { argon2id } from "@noble/hashes/argon2.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { argon2id as fastArgon2id } from "hash-wasm";
import { describe, expect, test } from "vitest";
import { checkKdf, lockByPhrase, newKdf, stretch, unlockByPassword, unlockByPhrase } from "../../src/vault/account";
import { makeLogin } from "../../src/vault/account";
import { derive, LABEL, open, seal } from "../../src/vault/box";
import { base64, hex, random, utf8 } from "../../src/vault/octets";
import { newPhrase, phrasePublicKey, readPhrase, signRecovery } from "../../src/vault/phrase";
import { ed25519 } from "@noble/curves/ed25519.js";
import { concat, fromBase64 } from "../../src/vault/octets";

describe("Argon2id", () => {
  test("the reference in these tests gives the tag of RFC 9106 §5.3", () => {
    const tag = argon2id(new Uint8Array(32).fill(1), new Uint8Array(16).fill(2), {
      t: 3,
      m: 32,
      p: 4,
      version: 0x13,
      key: new Uint8Array(8).fill(3),
      personalization: new Uint8Array(12).fill(4),
      dkLen: 32,
    });

    expect(hex(tag)).toBe("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
  });

  test("what the page uses agrees with that reference", async () => {
    const password = utf8("correct horse");
    const salt = new Uint8Array(16).fill(7);

    const fast = await fastArgon2id({
      password,
      salt,
      memorySize: 128,
      iterations: 3,
      parallelism: 4,
      hashLength: 64,
      outputType: "binary",
    });

    expect(hex(fast)).toBe(hex(argon2id(password, salt, { t: 3, m: 128, p: 4, dkLen: 64 })));
  });

  test("a password means the same whether its letters are composed or not", async () => {
    const kdf = { ...newKdf(), memoryKiB: 19456, iterations: 2 };

    const composed = await stretch("caf\u00e9", kdf);
    const decomposed = await stretch("cafe\u0301", kdf);

    expect(hex(composed.kek)).toBe(hex(decomposed.kek));
    expect(hex(composed.loginSecret)).not.toBe(hex(composed.kek));
  });

  test.each([{ memoryKiB: 19455 }, { iterations: 1 }, { memoryKiB: 1048577 }, { salt: base64(random(8)) }])(
    "unsafe parameters are refused: %o",
    (change) => {
      expect(() => checkKdf({ ...newKdf(), ...change })).toThrow("unsafe password parameters");
    },
  );
});

describe("the box", () => {
  test("its key is HKDF-SHA256 of RFC 5869 with an empty salt", () => {
    const kek = random(32);

    expect(hex(derive(kek, LABEL.settings))).toBe(hex(hkdf(sha256, kek, undefined, utf8("postern settings v1"), 32)));
  });

  test("what was sealed opens under the same key and label only", async () => {
    const kek = random(32);
    const box = await seal(kek, LABEL.settings, utf8("pins"));

    expect(await open(kek, LABEL.settings, box)).toEqual(utf8("pins"));
    expect(box.length).toBe(12 + 4 + 16);
    await expect(open(kek, LABEL.mailboxName, box)).rejects.toThrow("could not be opened");
    await expect(open(random(32), LABEL.settings, box)).rejects.toThrow("could not be opened");
    box[box.length - 1]! ^= 1;
    await expect(open(kek, LABEL.settings, box)).rejects.toThrow("could not be opened");
  });
});

describe("the recovery phrase", () => {
  // BIP-39, "Test vectors" (trezor/python-mnemonic vectors.json)
  test.each([
    ["00".repeat(32), `${"abandon ".repeat(23)}art`],
    [
      "7f".repeat(32),
      `${"legal winner thank year wave sausage worth useful ".repeat(2)}legal winner thank year wave sausage worth title`,
    ],
    [
      "80".repeat(32),
      `${"letter advice cage absurd amount doctor acoustic avoid ".repeat(2)}letter advice cage absurd amount doctor acoustic bless`,
    ],
    ["ff".repeat(32), `${"zoo ".repeat(23)}vote`],
  ])("entropy %s has its published words", (entropy, words) => {
    expect(newPhrase(Uint8Array.from(Buffer.from(entropy, "hex"))).words.join(" ")).toBe(words);
  });

  test("mistyped words are refused", () => {
    const words = [...newPhrase(new Uint8Array(32)).words];

    expect(() => readPhrase([...words.slice(0, 23), "abandon"])).toThrow("not 24 words");
    expect(() => readPhrase(words.slice(1))).toThrow("not 24 words");
    expect(() => readPhrase([...words.slice(0, 23), "artt"])).toThrow("not 24 words");
  });

  test("written words unlock what the phrase locked", async () => {
    const accountKey = random(32);
    const phrase = newPhrase();
    const lock = await lockByPhrase(phrase, accountKey);

    const again = readPhrase(phrase.words.map((word) => ` ${word.toUpperCase()}`));

    expect(hex(await unlockByPhrase(again, lock.wrappedByPhrase))).toBe(hex(accountKey));
    expect(lock.phrasePublicKey).toBe(base64(phrasePublicKey(again)));
  });

  test("a recovery signature binds address and challenge", () => {
    const phrase = newPhrase();
    const challenge = random(32);

    const signature = signRecovery(phrase, "ada@postern.test", challenge);

    const said = (address: string) => concat(utf8(`postern recovery v1\n${address}\n`), challenge);
    expect(ed25519.verify(signature, said("ada@postern.test"), phrasePublicKey(phrase))).toBe(true);
    expect(ed25519.verify(signature, said("eve@postern.test"), phrasePublicKey(phrase))).toBe(false);
  });
});

test("the password of a made login unlocks the account key", async () => {
  const accountKey = random(32);

  const login = await makeLogin("ada@postern.test", "correct horse", accountKey);

  const { kek } = await stretch("correct horse", login.kdf);
  expect(hex(await unlockByPassword(kek, login.wrappedByPassword))).toBe(hex(accountKey));
  expect(fromBase64(login.verifier).length).toBe(512);
});
