import { LABEL, open, seal } from "./box";
import { GROUP_4096 } from "./group";
import { base64, fromBase64, type Octets, random, utf8 } from "./octets";
import { type Phrase, phrasePublicKey } from "./phrase";
import { Refusal } from "./problem";
import { number, pad, privateNumber, type Proof, prove, publicNumber, verifier } from "./srp";

// docs/format/account.md, "Derivations": from a password to what proves it and what it locks.

export interface Kdf {
  readonly name: "argon2id";
  readonly salt: string;
  readonly memoryKiB: number;
  readonly iterations: number;
  readonly parallelism: number;
}

export interface Login {
  readonly kdf: Kdf;
  readonly srpSalt: string;
  readonly verifier: string;
  readonly wrappedByPassword: string;
}

export interface Stretched {
  readonly loginSecret: Octets;
  readonly kek: Octets;
}

export interface LoginQuestion {
  readonly B: string;
  readonly srpSalt: string;
  readonly kdf: Kdf;
}

export function newKdf(salt: Octets = random(16)): Kdf {
  return { name: "argon2id", salt: base64(salt), memoryKiB: 65536, iterations: 3, parallelism: 4 };
}

/** THREAT T-24: a server that names weak or endless parameters would get the password cheaply or hang the page. */
export function checkKdf(kdf: Kdf): void {
  const strong = kdf.name === "argon2id" && kdf.memoryKiB >= 19456 && kdf.iterations >= 2 && kdf.parallelism >= 1;
  const bounded = kdf.memoryKiB <= 1048576 && kdf.iterations <= 64 && kdf.parallelism <= 64;
  if (!strong || !bounded || fromBase64(kdf.salt).length !== 16) {
    throw new Refusal("weak-kdf", "The server asked for unsafe password parameters. Nothing was sent.");
  }
}

/** Argon2id (RFC 9106), 64 octets: the first half logs in, the second unlocks. */
export async function stretch(password: string, kdf: Kdf): Promise<Stretched> {
  checkKdf(kdf);
  const { argon2id } = await import("hash-wasm");
  const octets = await argon2id({
    password: utf8(password.normalize("NFC")),
    salt: fromBase64(kdf.salt),
    memorySize: kdf.memoryKiB,
    iterations: kdf.iterations,
    parallelism: kdf.parallelism,
    hashLength: 64,
    outputType: "binary",
  });
  return { loginSecret: octets.slice(0, 32), kek: octets.slice(32, 64) };
}

/** What the server may hold so that this password logs in, and the account key locked by it. */
export async function makeLogin(address: string, password: string, accountKey: Octets): Promise<Login> {
  const kdf = newKdf();
  const stretched = await stretch(password, kdf);
  const srpSalt = random(16);
  const x = privateNumber(GROUP_4096, srpSalt, utf8(address), stretched.loginSecret);
  return {
    kdf,
    srpSalt: base64(srpSalt),
    verifier: base64(pad(GROUP_4096, verifier(GROUP_4096, x))),
    wrappedByPassword: base64(await seal(stretched.kek, LABEL.accountKeyByPassword, accountKey)),
  };
}

export interface PhraseLock {
  readonly wrappedByPhrase: string;
  readonly phrasePublicKey: string;
}

export async function lockByPhrase(phrase: Phrase, accountKey: Octets): Promise<PhraseLock> {
  return {
    wrappedByPhrase: base64(await seal(phrase.kek, LABEL.accountKeyByPhrase, accountKey)),
    phrasePublicKey: base64(phrasePublicKey(phrase)),
  };
}

export function unlockByPhrase(phrase: Phrase, wrappedByPhrase: string): Promise<Octets> {
  return open(phrase.kek, LABEL.accountKeyByPhrase, fromBase64(wrappedByPhrase));
}

export function unlockByPassword(kek: Octets, wrappedByPassword: string): Promise<Octets> {
  return open(kek, LABEL.accountKeyByPassword, fromBase64(wrappedByPassword));
}

/** A login that was begun: `a` is kept until the server has answered. */
export interface BegunLogin {
  readonly address: string;
  readonly a: bigint;
}

export function beginLogin(address: string): { readonly begun: BegunLogin; readonly A: string } {
  const a = number(random(32));
  return { begun: { address, a }, A: base64(pad(GROUP_4096, publicNumber(GROUP_4096, a))) };
}

export function answerLogin(begun: BegunLogin, stretched: Stretched, question: LoginQuestion): Proof {
  const salt = fromBase64(question.srpSalt);
  const identity = utf8(begun.address);
  const x = privateNumber(GROUP_4096, salt, identity, stretched.loginSecret);
  return prove(GROUP_4096, identity, salt, begun.a, number(fromBase64(question.B)), x);
}
