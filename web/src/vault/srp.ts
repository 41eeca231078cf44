import { concat, hex, type Octets, same } from "./octets";
import { Refusal } from "./problem";

/** RFC 5054 §2: a group and a hash. All numbers are padded to `sizeOctets`. */
export interface Srp {
  readonly N: bigint;
  readonly g: bigint;
  readonly sizeOctets: number;
  readonly hash: (octets: Uint8Array) => Uint8Array;
}

/** What the client keeps between its two messages. */
export interface Proof {
  readonly A: Octets;
  readonly K: Octets;
  readonly M1: Octets;
  readonly M2: Octets;
}

/** x = H(s | H(I | ":" | P)), RFC 5054 §2.4. */
export function privateNumber(srp: Srp, salt: Uint8Array, identity: Uint8Array, password: Uint8Array): bigint {
  const inner = srp.hash(concat(identity, Uint8Array.of(0x3a), password));
  return number(srp.hash(concat(salt, inner)));
}

export function verifier(srp: Srp, x: bigint): bigint {
  return power(srp.g, x, srp.N);
}

export function publicNumber(srp: Srp, a: bigint): bigint {
  return power(srp.g, a, srp.N);
}

/** k = H(N | PAD(g)), RFC 5054 §2.5.3. */
export function multiplier(srp: Srp): bigint {
  return number(srp.hash(concat(pad(srp, srp.N), pad(srp, srp.g))));
}

/** u = H(PAD(A) | PAD(B)), RFC 5054 §2.6. */
export function scrambler(srp: Srp, A: bigint, B: bigint): bigint {
  return number(srp.hash(concat(pad(srp, A), pad(srp, B))));
}

/** S = (B - k g^x) ^ (a + u x) mod N, RFC 5054 §2.6. Refuses the numbers that give a secret away. */
export function clientSecret(srp: Srp, a: bigint, B: bigint, x: bigint): bigint {
  const u = scrambler(srp, publicNumber(srp, a), B);
  if (B % srp.N === 0n || B >= srp.N || u === 0n) throw wrongServer();
  const base = modulo(B - multiplier(srp) * power(srp.g, x, srp.N), srp.N);
  return power(base, a + u * x, srp.N);
}

/** Both proofs of docs/format/account.md, "SRP-6a". */
export function prove(srp: Srp, identity: Uint8Array, salt: Uint8Array, a: bigint, B: bigint, x: bigint): Proof {
  const A = pad(srp, publicNumber(srp, a));
  const K = Uint8Array.from(srp.hash(pad(srp, clientSecret(srp, a, B, x))));
  const hashN = srp.hash(pad(srp, srp.N));
  const hashG = srp.hash(pad(srp, srp.g));
  const group = hashN.map((octet, index) => octet ^ (hashG[index] ?? 0));
  const M1 = Uint8Array.from(srp.hash(concat(group, srp.hash(identity), salt, A, pad(srp, B), K)));
  const M2 = Uint8Array.from(srp.hash(concat(A, M1, K)));
  return { A, K, M1, M2 };
}

/** The server must prove that it holds the verifier, else a stranger may have answered. */
export function confirm(proof: Proof, M2: Uint8Array): void {
  if (!same(proof.M2, M2)) throw wrongServer();
}

export function pad(srp: Srp, value: bigint): Octets {
  const digits = value.toString(16).padStart(srp.sizeOctets * 2, "0");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function number(octets: Uint8Array): bigint {
  return octets.length === 0 ? 0n : BigInt(`0x${hex(octets)}`);
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = modulo(base, modulus);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function modulo(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

function wrongServer(): Refusal {
  return new Refusal("wrong-credentials", "The server could not prove that it knows this account.");
}
