import * as openpgp from "openpgp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { base64, concat, fromBase64, fromUtf8, type Octets, random, utf8 } from "../../src/vault/octets";
import type { AccountPapers, Enrolled, Forms, Letter } from "../../src/vault/protocol";
import { seal } from "../../src/vault/stored";
import type { Vault } from "../../src/vault/vault";
import { keptInMemory, vaultAcrossPort } from "./memory";
import { serverProof } from "./srp-server";
import { number } from "../../src/vault/srp";

const NOBODY: Forms = { sealed: [], blind: [], readable: [] };
const THREAD_KEY = base64(new Uint8Array(32).fill(9));

interface Person {
  readonly vault: Vault;
  readonly papers: AccountPapers;
  readonly enrolled: Enrolled;
  readonly close: () => void;
}

async function logIn(vault: Vault, papers: AccountPapers, enrolled: Enrolled, password: string): Promise<void> {
  const { login } = enrolled;
  const { A } = await vault.beginLogin(papers.address);
  const server = serverProof(
    papers.address,
    fromBase64(login.srpSalt),
    number(fromBase64(login.verifier)),
    fromBase64(A),
  );
  const { M1 } = await vault.proveLogin(password, { B: base64(server.B), srpSalt: login.srpSalt, kdf: login.kdf });
  if (M1 !== base64(server.M1)) throw new Error("the server refuses");
  await vault.confirmLogin(base64(server.M2));
  await vault.unlock(papers);
}

async function person(address: string): Promise<Person> {
  const { vault, close } = vaultAcrossPort();
  const enrolled = await vault.enrol(address, "correct horse");
  const { login, lockedKeys, certificates, keyList } = enrolled;
  const papers = { address, wrappedByPassword: login.wrappedByPassword, lockedKeys, certificates, keyList };
  await logIn(vault, papers, enrolled, "correct horse");
  return { vault, papers, enrolled, close };
}

function letter(change: Partial<Letter> = {}): Letter {
  return {
    from: { name: "Ada", email: "ada@postern.test" },
    to: [{ name: "Bob", email: "bob@postern.test" }],
    cc: [],
    bcc: [],
    subject: "The secret plan",
    html: "<p>Meet at <b>noon</b>.</p>",
    attachments: [],
    inReplyTo: [],
    references: [],
    ...change,
  };
}

/** What a server does with a parcel that it cannot read: seals it to the recipient with an outer summary. */
async function arrived(to: Person, octets: Octets): Promise<Octets> {
  const certificate = await openpgp.readKey({ binaryKey: fromBase64(to.papers.certificates.v6) });
  const outer = {
    v: 1,
    from: [{ name: "Ada", email: "ada@postern.test" }],
    subject: "...",
    protection: "pgp-encrypted",
  };
  const { key, summary, body } = await seal(
    certificate,
    utf8(JSON.stringify({ ...outer, envelopeFrom: "ada@postern.test" })),
    octets,
  );
  return concat(key, summary, body);
}

const recipient = ({ papers }: Person) => ({ email: papers.address, keys: papers });

let ada: Person;
let bob: Person;
let eve: Person;

beforeAll(async () => {
  [ada, bob, eve] = await Promise.all([
    person("ada@postern.test"),
    person("bob@postern.test"),
    person("eve@postern.test"),
  ]);
});

afterAll(() => [ada, bob, eve].forEach((each) => each.close()));

describe("logging in", () => {
  test("a wrong password gives a proof that the server refuses", async () => {
    const { vault, close } = vaultAcrossPort();

    await expect(logIn(vault, ada.papers, ada.enrolled, "wrong horse")).rejects.toThrow("the server refuses");
    close();
  });

  test("a server that cannot prove itself is refused", async () => {
    const { vault, close } = vaultAcrossPort();
    const { A } = await vault.beginLogin("ada@postern.test");
    const { login } = ada.enrolled;
    const server = serverProof("ada@postern.test", fromBase64(login.srpSalt), 12345n, fromBase64(A));
    await vault.proveLogin("correct horse", { B: base64(server.B), srpSalt: login.srpSalt, kdf: login.kdf });

    await expect(vault.confirmLogin(base64(server.M2))).rejects.toMatchObject({ name: "wrong-credentials" });
    close();
  });

  test("keys that the server replaced stop the opening", async () => {
    const { vault, close } = vaultAcrossPort();
    const replaced = { ...ada.papers, certificates: eve.papers.certificates };

    await expect(logIn(vault, replaced, ada.enrolled, "correct horse")).rejects.toMatchObject({ name: "bad-keys" });
    await expect(vault.sealName("x")).rejects.toMatchObject({ name: "locked" });
    close();
  });

  test("a reload opens what was kept, and a lock forgets it", async () => {
    const kept = keptInMemory();
    const first = vaultAcrossPort(kept);
    await logIn(first.vault, ada.papers, ada.enrolled, "correct horse");
    const box = await first.vault.sealName("Café");

    const second = vaultAcrossPort(kept);
    expect(await second.vault.remembers()).toBe(true);
    expect(await second.vault.restore(ada.papers)).toBe(true);
    expect(await second.vault.openNames([box, "AAAA"])).toEqual(["Café", null]);
    await second.vault.lock();
    expect(await second.vault.remembers()).toBe(false);
    expect(await second.vault.restore(ada.papers)).toBe(false);
    await expect(second.vault.openNames([box])).rejects.toMatchObject({ name: "locked" });
    first.close();
    second.close();
  });

  test("the words alone make a new login that opens the same keys", async () => {
    const { vault, close } = vaultAcrossPort();
    const papers = { ...ada.papers, wrappedByPhrase: ada.enrolled.wrappedByPhrase };

    const login = await vault.recoverLogin(ada.enrolled.words, papers, "new horse");

    await logIn(
      vault,
      { ...ada.papers, wrappedByPassword: login.wrappedByPassword },
      { ...ada.enrolled, login },
      "new horse",
    );
    expect(await vault.openSettings(await ada.vault.sealSettings("{}"))).toBe("{}");
    close();
  });
});

describe("mail between two people of the site", () => {
  const sealedTo = (...people: Person[]): Forms => ({ ...NOBODY, sealed: people.map(recipient) });

  test("is read by the recipient with its subject, and by nobody on the way", async () => {
    const { parcels } = await ada.vault.sealLetter(letter(), sealedTo(bob), THREAD_KEY);

    const text = fromUtf8(parcels[0]!.octets);
    expect(parcels.map((parcel) => parcel.rcptTo)).toEqual([["bob@postern.test"]]);
    expect(text).not.toMatch(/secret plan|noon/);
    expect(text).toContain("\r\nSubject: ...\r\n");

    const shown = await bob.vault.openMessage(await arrived(bob, parcels[0]!.octets), ada.papers);
    expect(shown.trust).toEqual({ kind: "end-to-end", signer: "ada@postern.test", verified: true });
    expect(shown.summary).toMatchObject({
      subject: "The secret plan",
      preview: "Meet at noon.",
      opened: true,
      envelopeFrom: "ada@postern.test",
    });
    expect(shown.html?.trim()).toBe("<p>Meet at <b>noon</b>.</p>");
    expect(shown.attachments).toEqual([]);
  });

  test("gets a better summary under the same session key", async () => {
    const { parcels } = await ada.vault.sealLetter(letter(), sealedTo(bob), THREAD_KEY);
    const stored = await arrived(bob, parcels[0]!.octets);

    const { betterSummary } = await bob.vault.openMessage(stored, ada.papers);

    const key = stored.slice(0, 2 + stored[1]!);
    const sealed = base64(concat(key, fromBase64(betterSummary!)));
    const [opened] = await bob.vault.openSummaries([{ id: "e1", sealed }]);
    expect(opened?.summary).toMatchObject({ subject: "The secret plan", protection: "pgp-encrypted", opened: true });
  });

  test("is not verified when another key signed it, nor when the sender's key is not known", async () => {
    const { parcels } = await eve.vault.sealLetter(letter(), sealedTo(bob), THREAD_KEY);
    const stored = await arrived(bob, parcels[0]!.octets);

    expect((await bob.vault.openMessage(stored, ada.papers)).trust).toMatchObject({
      kind: "end-to-end",
      verified: false,
    });
    expect((await bob.vault.openMessage(stored, null)).trust).toMatchObject({ verified: false });
    expect((await bob.vault.openMessage(stored, eve.papers)).trust).toMatchObject({ verified: false });
  });

  test("keeps the outer sender when an inner one is not signed by its own key", async () => {
    const { parcels } = await eve.vault.sealLetter(letter(), sealedTo(bob), THREAD_KEY);
    const outer = fromUtf8(parcels[0]!.octets).replace("From: Ada <ada@postern.test>", "From: Eve <eve@postern.test>");

    const shown = await bob.vault.openMessage(await arrived(bob, utf8(outer)), eve.papers);

    expect(shown.summary.from).toEqual([{ name: "Eve", email: "eve@postern.test" }]);
  });

  test("is not opened by a third", async () => {
    const { parcels } = await ada.vault.sealLetter(letter(), sealedTo(bob), THREAD_KEY);

    await expect(eve.vault.openMessage(await arrived(eve, parcels[0]!.octets), ada.papers)).rejects.toMatchObject({
      name: "cannot-open",
    });
  });

  test("hides blind recipients from everybody, from each other too", async () => {
    const mail = letter({
      bcc: [
        { name: "", email: "eve@postern.test" },
        { name: "", email: "ada@postern.test" },
      ],
    });
    const forms = { sealed: [recipient(bob)], blind: [recipient(eve), recipient(ada)], readable: ["out@example.org"] };

    const { parcels, stored } = await ada.vault.sealLetter(mail, forms, THREAD_KEY);

    expect(parcels.map((parcel) => parcel.rcptTo)).toEqual([
      ["bob@postern.test"],
      ["eve@postern.test"],
      ["ada@postern.test"],
      ["out@example.org"],
    ]);
    for (const { octets } of parcels) expect(fromUtf8(octets)).not.toMatch(/^Bcc:|eve@postern/im);
    for (const { octets } of parcels.slice(0, 3)) {
      const armored = /-----BEGIN[^]*END PGP MESSAGE-----/.exec(fromUtf8(octets))![0];
      const message = await openpgp.readMessage({ armoredMessage: armored });
      expect(message.getEncryptionKeyIDs().length).toBe(1);
    }
    const own = await ada.vault.openMessage(stored, null);
    expect(own.summary.bcc).toEqual(mail.bcc);
    expect(fromUtf8(own.source)).toContain("Bcc: eve@postern.test, ada@postern.test\r\n");
  });

  test("is not sealed to keys whose list does not verify", async () => {
    const forged = { ...bob.papers, certificates: eve.papers.certificates };

    await expect(
      ada.vault.sealLetter(letter(), { ...NOBODY, sealed: [{ email: "bob@postern.test", keys: forged }] }, THREAD_KEY),
    ).rejects.toMatchObject({
      name: "bad-keys",
    });
  });
});

describe("the sender's own copy", () => {
  test("opens with its summary and has the hash of its thread", async () => {
    const first = await ada.vault.sealLetter(
      letter({ references: ["root@x"], inReplyTo: ["root@x"] }),
      NOBODY,
      THREAD_KEY,
    );
    const second = await ada.vault.sealLetter(letter({ references: ["root@x", "b@x"] }), NOBODY, THREAD_KEY);

    const shown = await ada.vault.openMessage(first.stored, null);

    expect(first.threadHash).toBe(second.threadHash);
    expect(shown.summary).toMatchObject({
      subject: "The secret plan",
      preview: "Meet at noon.",
      inReplyTo: ["root@x"],
      protection: "none",
    });
    expect(shown.summary.size).toBe(shown.source.length);
    expect(shown.betterSummary).toBeNull();
  });
});

describe("mail by other programs", () => {
  test("encrypted to the v4 certificate with an older protected subject opens", async () => {
    const v4 = await openpgp.readKey({ binaryKey: fromBase64(bob.papers.certificates.v4) });
    const inner =
      'Content-Type: text/plain; charset=utf-8; protected-headers="v1"\r\nSubject: Inside\r\n\r\nHallo Bob\r\n';
    const armored = await openpgp.encrypt({
      message: await openpgp.createMessage({ binary: utf8(inner) }),
      encryptionKeys: v4,
    });
    const mail = `From: Gus <gus@example.org>\nTo: bob@postern.test\nSubject: ...\nContent-Type: multipart/encrypted;\n protocol="application/pgp-encrypted"; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n--b\nContent-Type: application/octet-stream\n\n${armored}\n--b--\n`;

    const shown = await bob.vault.openMessage(await arrived(bob, utf8(mail)), null);

    expect(shown.summary).toMatchObject({ subject: "Inside", from: [{ name: "Gus", email: "gus@example.org" }] });
    expect([shown.text.trim(), shown.trust]).toEqual([
      "Hallo Bob",
      { kind: "end-to-end", signer: "", verified: false },
    ]);
  });

  test("signed only is verified against the sender's key, octet for octet", async () => {
    const key = await openpgp.generateKey({
      type: "curve25519",
      userIDs: [{ email: "x@example.org" }],
      format: "object",
    });
    const signed = utf8("Content-Type: text/plain\r\n\r\nTo be or not  \r\n");
    const signature = await openpgp.sign({
      message: await openpgp.createMessage({ binary: signed }),
      signingKeys: key.privateKey,
      detached: true,
    });
    const mail = `From: x@example.org\r\nSubject: s\r\nContent-Type: multipart/signed; boundary=b; protocol="application/pgp-signature"\r\n\r\n--b\r\n${fromUtf8(signed)}\r\n--b\r\nContent-Type: application/pgp-signature; name=s.asc\r\n\r\n${signature}\r\n--b--\r\n`;

    const shown = await bob.vault.openMessage(await arrived(bob, utf8(mail)), null);

    expect(shown.trust).toEqual({
      kind: "signed",
      signer: key.publicKey.getKeyID().toHex().toUpperCase(),
      verified: false,
    });
    expect([shown.text.trim(), shown.attachments]).toEqual(["To be or not", []]);
  });

  test("that is no mail at all is still shown as octets", async () => {
    const octets = random(300);

    const shown = await bob.vault.openMessage(await arrived(bob, octets), null);

    expect(base64(shown.source)).toBe(base64(octets));
    expect(shown.trust).toEqual({ kind: "transport" });
  });
});
