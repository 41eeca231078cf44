import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { lockByPhrase, makeLogin, stretch } from "../src/vault/account";
import { generate } from "../src/vault/certificates";
import { GROUP_4096 } from "../src/vault/group";
import { base64, fromBase64, random, utf8 } from "../src/vault/octets";
import { newPhrase, signRecovery } from "../src/vault/phrase";
import { number, pad, privateNumber, prove, scrambler } from "../src/vault/srp";
import { seal } from "../src/vault/stored";
import { serverProof } from "../test/vault/srp-server";

// Writes examples of docs/format that the Java side reads in its tests. Run from `web/`: npm run vectors.

const ROOM = join(process.cwd(), "..", "vectors");

async function write(room: string, name: string, vector: object): Promise<void> {
  await mkdir(join(ROOM, room), { recursive: true });
  await writeFile(join(ROOM, room, `typescript-${name}.json`), `${JSON.stringify(vector, null, 1)}\n`);
}

async function stored(name: string, about: string, subject: string, original: Uint8Array<ArrayBuffer>): Promise<void> {
  const keys = await generate("ada@postern.localhost");
  const summaryText = JSON.stringify({
    v: 1,
    from: [{ name: "Bob", email: "bob@example.org" }],
    to: [{ name: "", email: "ada@postern.localhost" }],
    subject,
    date: "2026-11-23T20:00:00Z",
    size: original.length,
    protection: "none",
  });
  const message = await seal(keys.v6.toPublic(), utf8(summaryText), original);
  await write("stored", name, {
    about,
    secretKey: base64(keys.v6.write()),
    certificate: base64(keys.v6.toPublic().write()),
    key: base64(message.key),
    summary: base64(message.summary),
    body: base64(message.body),
    summaryText,
    original: base64(original),
  });
}

async function account(name: string, about: string, address: string, password: string): Promise<void> {
  const accountKey = random(32);
  const login = await makeLogin(address, password, accountKey);
  const stretched = await stretch(password, login.kdf);
  const salt = fromBase64(login.srpSalt);
  const x = privateNumber(GROUP_4096, salt, utf8(address), stretched.loginSecret);
  const [a, b] = [number(random(32)), number(random(32))];
  const { A } = prove(GROUP_4096, utf8(address), salt, a, GROUP_4096.g, x);
  const server = serverProof(address, salt, number(fromBase64(login.verifier)), A, b);
  const proof = prove(GROUP_4096, utf8(address), salt, a, number(server.B), x);
  const phrase = newPhrase();
  const challenge = random(32);
  const padded = (value: bigint) => base64(pad(GROUP_4096, value));
  await write("account", name, {
    about,
    address,
    password,
    ...login,
    a: padded(a),
    b: padded(b),
    A: base64(A),
    B: base64(server.B),
    x: padded(x),
    u: padded(scrambler(GROUP_4096, number(A), number(server.B))),
    K: base64(proof.K),
    M1: base64(proof.M1),
    M2: base64(proof.M2),
    accountKey: base64(accountKey),
    phrase: phrase.words.join(" "),
    ...(await lockByPhrase(phrase, accountKey)),
    challenge: base64(challenge),
    signature: base64(signRecovery(phrase, address, challenge)),
  });
}

const header = "From: Bob <bob@example.org>\r\nTo: ada@postern.localhost\r\nSubject: x\r\n\r\n";
await stored("short", "a message below both floors", "Lunch", utf8(`${header}At noon?\r\n`));
await stored("unicode", "summary outside ASCII", "Žluťoučký kůň 🐎", utf8(`${header}příliš\r\n`));
await stored(
  "chunks",
  "a body of more than two AEAD chunks",
  "Long",
  utf8(header + "All work and no play.\r\n".repeat(6500)),
);
await stored("octets", "a body that is not text, with bare CR, LF and NUL", "Octets", random(3000));
await account("plain", "an ASCII password", "ada@postern.localhost", "correct horse battery staple");
await account("composed", "a password that NFC changes", "bob@postern.localhost", "cafe\u0301 \u212b ngstrom");
