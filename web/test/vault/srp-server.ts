import { createHash } from "node:crypto";
import { GROUP_4096 } from "../../src/vault/group";
import { concat, type Octets, random, utf8 } from "../../src/vault/octets";
import { multiplier, number, pad, scrambler } from "../../src/vault/srp";

const sha256 = (...parts: Uint8Array[]): Octets =>
  new Uint8Array(
    createHash("sha256")
      .update(concat(...parts))
      .digest(),
  );

export interface ServerProof {
  readonly B: Octets;
  readonly S: bigint;
  readonly M1: Octets;
  readonly M2: Octets;
}

/** The server's side of docs/format/account.md, written on its own so that the client has something to disagree with. */
export function serverProof(address: string, salt: Octets, v: bigint, A: Octets, b = number(random(32))): ServerProof {
  const { N, g } = GROUP_4096;
  const publicB = (multiplier(GROUP_4096) * v + power(g, b)) % N;
  const B = pad(GROUP_4096, publicB);
  const u = scrambler(GROUP_4096, number(A), publicB);
  const S = power(number(A) * power(v, u), b);
  const K = sha256(pad(GROUP_4096, S));
  const hashN = sha256(pad(GROUP_4096, N));
  const hashG = sha256(pad(GROUP_4096, g));
  const group = hashN.map((octet, index) => octet ^ (hashG[index] ?? 0));
  const M1 = sha256(group, sha256(utf8(address)), salt, A, B, K);
  return { B, S, M1, M2: sha256(A, M1, K) };
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % GROUP_4096.N;
    if (bit === "1") result = (result * base) % GROUP_4096.N;
  }
  return result;
}
