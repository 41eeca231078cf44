import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Client } from "../../src/state/client.svelte";
import type { Draft } from "../../src/state/contract";
import { fromUtf8, utf8 } from "../../src/vault/octets";
import { keptInMemory, vaultAcrossPort } from "../vault/memory";
import { FakeServer } from "./fake-server";

const ADA = "ada@postern.test";
const BOB = "bob@postern.test";

let server: FakeServer;
let closers: (() => void)[];

beforeEach(() => {
  server = new FakeServer();
  closers = [];
});

afterEach(() => closers.forEach((close) => close()));

interface Page {
  readonly client: Client;
  readonly browser: ReturnType<FakeServer["browser"]>;
  reload(): Promise<Client>;
}

/** A page in a browser, whose clock only moves when a test moves it. */
function page(): Page {
  const browser = server.browser();
  const kept = keptInMemory();
  const clock = { after: () => null, cancel: () => undefined };
  const make = () => {
    const { vault, close } = vaultAcrossPort(kept);
    closers.push(close);
    return new Client({ fetch: browser.fetch, events: browser.events, vault, clock, now: () => 0 });
  };
  const reload = async () => {
    const client = make();
    await client.start();
    return client;
  };
  return { client: make(), browser, reload };
}

async function signedUp(address: string): Promise<Page> {
  const made = page();
  await made.client.start();
  const enrolment = await made.client.signUp(address, "correct horse", null);
  await enrolment.complete();
  made.browser.streams.at(-1)?.say("open");
  return made;
}

function draft(change: Partial<Draft> = {}): Draft {
  return {
    to: [{ name: "Bob", email: BOB }],
    cc: [],
    bcc: [],
    subject: "The secret plan",
    html: "<p>Meet at noon.</p>",
    attachments: [],
    inReplyTo: [],
    references: [],
    replacesDraftId: null,
    answersId: null,
    ...change,
  };
}

const mail = (subject: string) => utf8(`From: Gus <gus@example.org>\r\nTo: ada@postern.test\r\nSubject: ${subject}\r\n\r\nHello ${subject}\r\n`);
const summary = (subject: string) => ({ from: [{ name: "Gus", email: "gus@example.org" }], subject, protection: "none" });
const subjects = (client: Client) => client.lines.map((line) => line.summary?.subject);

describe("signing up and in", () => {
  test("a new account is open, with its folders, after its words were shown", async () => {
    const { client } = await signedUp(" Ada@POSTERN.test ");

    expect([client.stage, client.address, client.connection]).toEqual(["open", ADA, "live"]);
    expect(client.folders.map((folder) => folder.role)).toEqual(["inbox", "drafts", "sent", "archive", "junk", "trash"]);
    expect(client.folderId).toBe("inbox");
  });

  test("the server is told no password, key or words", async () => {
    const bodies: string[] = [];
    const made = page();
    const { fetch } = made.browser;
    const { vault, close } = vaultAcrossPort();
    closers.push(close);
    const client = new Client({
      fetch: (input, init) => {
        if (typeof init?.body === "string") bodies.push(init.body);
        return fetch(input, init);
      },
      events: made.browser.events,
      vault,
      clock: { after: () => null, cancel: () => undefined },
      now: () => 0,
    });

    const { phrase, complete } = await client.signUp(ADA, "correct horse", null);
    await complete();

    const said = bodies.join("\n");
    expect(phrase.length).toBe(24);
    expect(said).toContain("wrappedByPhrase");
    expect(said).not.toContain("correct horse");
    expect(said).not.toContain(phrase.slice(0, 3).join(" "));
    expect(Object.keys(JSON.parse(bodies[0]!) as object).sort()).toEqual(
      ["address", "certificates", "keyList", "lockedKeys", "login", "phrasePublicKey", "wrappedByPhrase"].sort(),
    );
  });

  test("a wrong password leaves the account closed", async () => {
    await signedUp(ADA);
    const other = page();
    await other.client.start();

    await expect(other.client.logIn(ADA, "wrong horse")).rejects.toMatchObject({ name: "wrong-credentials" });
    expect(other.client.stage).toBe("signed-out");
  });

  test("a reload keeps the account open, and a logout does not", async () => {
    const made = await signedUp(ADA);

    const second = await made.reload();
    expect([second.stage, second.address]).toEqual(["open", ADA]);
    await second.logOut();
    const third = await made.reload();
    expect([third.stage, third.address, third.lines]).toEqual(["signed-out", "", []]);
  });

  test("a changed password opens the same mail", async () => {
    const { client } = await signedUp(ADA);
    await server.deliver(ADA, mail("one"), summary("one"));

    await client.changePassword("correct horse", "better horse");

    const other = page();
    await other.client.start();
    await other.client.logIn(ADA, "better horse");
    expect(subjects(other.client)).toEqual(["one"]);
  });

  test("the display name is kept sealed", async () => {
    const made = await signedUp(ADA);

    made.client.displayName = "Ada Lovelace";
    await expect.poll(() => server.accounts.get(ADA)?.settings).toBeTruthy();

    expect((await made.reload()).displayName).toBe("Ada Lovelace");
    expect(server.accounts.get(ADA)?.settings).not.toContain("Lovelace");
  });
});

describe("reading", () => {
  test("new mail appears by push with its opened summary", async () => {
    const { client } = await signedUp(ADA);

    await server.deliver(ADA, mail("one"), summary("one"));
    await server.deliver(ADA, mail("two"), summary("two"));

    await expect.poll(() => subjects(client)).toEqual(["two", "one"]);
    expect(client.folders[0]).toMatchObject({ total: 2, unread: 2 });
  });

  test("an opened message is shown and becomes seen", async () => {
    const { client } = await signedUp(ADA);
    const id = await server.deliver(ADA, mail("one"), summary("one"));

    const open = await client.open(id);

    expect([open.text.trim(), open.trust, fromUtf8(open.source)]).toEqual(["Hello one", { kind: "transport" }, fromUtf8(mail("one"))]);
    await expect.poll(() => server.accounts.get(ADA)?.emails.get(id)?.keywords).toEqual({ $seen: true });
    await expect.poll(() => client.folders[0]?.unread).toBe(0);
  });

  test("a long folder is loaded by pages", async () => {
    const { client } = await signedUp(ADA);
    for (let at = 0; at < 60; at += 1) await server.deliver(ADA, mail(`${at}`), summary(`${at}`));
    await client.openFolder("inbox");
    expect([client.lines.length, client.total]).toEqual([50, 60]);

    await client.loadMore();

    expect([client.lines.length, subjects(client).at(-1)]).toEqual([60, "0"]);
  });

  test("a line that does not open is shown as broken", async () => {
    const { client } = await signedUp(ADA);
    const id = await server.deliver(ADA, mail("one"), summary("one"));
    server.accounts.get(ADA)!.emails.get(id)!.stored.fill(7, 200, 300);

    await client.openFolder("inbox");

    expect(client.lines.map(({ broken, summary }) => ({ broken, summary }))).toEqual([{ broken: true, summary: null }]);
  });

  test("a refused change is taken back", async () => {
    const { client } = await signedUp(ADA);
    const id = await server.deliver(ADA, mail("one"), summary("one"));
    await client.openFolder("inbox");
    server.refuses = "Email/set";

    const flagging = client.setFlagged([id], true);
    expect(client.lines[0]?.flagged).toBe(true);
    await expect(flagging).rejects.toMatchObject({ name: "server-fail" });
    expect(client.lines[0]?.flagged).toBe(false);
    await expect(client.move([id], "archive")).rejects.toMatchObject({ name: "server-fail" });
    expect(client.lines.length).toBe(1);
  });

  test("destroying moves to trash, and from there for good", async () => {
    const { client } = await signedUp(ADA);
    const id = await server.deliver(ADA, mail("one"), summary("one"));
    await client.openFolder("inbox");

    await client.destroy([id]);
    expect(client.lines).toEqual([]);
    expect(server.accounts.get(ADA)?.emails.get(id)?.mailboxIds).toEqual({ trash: true });
    await client.openFolder("trash");
    await client.destroy([id]);

    expect([client.lines, server.accounts.get(ADA)?.emails.size]).toEqual([[], 0]);
  });

  test("folder names are the person's own, and sealed", async () => {
    const { client } = await signedUp(ADA);

    const id = await client.createFolder("  Taxes  ");
    await client.renameFolder(id, "Taxes 2026");

    expect(client.folders.at(-1)).toMatchObject({ id, name: "Taxes 2026", role: null });
    expect(server.accounts.get(ADA)?.mailboxes.get(id)?.sealedName).toMatch(/^[A-Za-z0-9+/=]{40,}$/);
    await client.deleteFolder(id);
    expect(client.folders.length).toBe(6);
  });
});

describe("writing", () => {
  test("to a person of the site leaves sealed, is read with its subject, and leaves a copy", async () => {
    const [ada, bob] = [await signedUp(ADA), await signedUp(BOB)];
    expect(await ada.client.formOf("bob+lists@postern.test")).toBe("end-to-end");

    await ada.client.send(draft());

    const [parcel] = server.submitted;
    expect([server.submitted.length, parcel?.rcptTo]).toEqual([1, [BOB]]);
    expect(fromUtf8(parcel!.octets)).not.toMatch(/secret|noon/);
    const outside = { from: [{ name: "", email: ADA }], subject: "...", protection: "pgp-encrypted" };
    const id = await server.deliver(BOB, parcel!.octets, outside);
    await expect.poll(() => subjects(bob.client)).toEqual(["The secret plan"]);
    const open = await bob.client.open(id);
    expect(open.trust).toEqual({ kind: "end-to-end", signer: ADA, verified: true });
    await ada.client.openFolder("sent");
    expect(ada.client.lines[0]).toMatchObject({ seen: true, summary: { subject: "The secret plan" } });
    const reloaded = await bob.reload();
    await expect.poll(() => subjects(reloaded)).toEqual(["The secret plan"]);
  });

  test("to both kinds of people leaves in the right form for each", async () => {
    const ada = await signedUp(ADA);
    await signedUp(BOB);

    await ada.client.send(draft({ cc: [{ name: "", email: "gus@example.org" }], bcc: [{ name: "", email: "eve@example.org" }] }));

    expect(server.submitted.map((parcel) => parcel.rcptTo)).toEqual([[BOB], ["gus@example.org", "eve@example.org"]]);
    expect(fromUtf8(server.submitted[1]!.octets)).toContain("Subject: The secret plan\r\n");
    expect(fromUtf8(server.submitted[1]!.octets)).not.toContain("eve@example.org");
  });

  test("to nobody here, or to one whose keys changed, is refused before anything leaves", async () => {
    const ada = await signedUp(ADA);
    await signedUp(BOB);
    await ada.client.send(draft());
    server.submitted.length = 0;
    server.accounts.delete(BOB);
    await signedUp(BOB);
    const again = await ada.reload();

    expect(await again.formOf("nobody@postern.test")).toBe("unknown-local");
    expect(await again.formOf("gus@example.org")).toBe("readable");
    expect(await again.formOf(BOB)).toBe("key-changed");
    await expect(again.send(draft())).rejects.toMatchObject({ name: "key-changed" });
    await expect(again.send(draft({ to: [{ name: "", email: "nobody@postern.test" }] }))).rejects.toMatchObject({ name: "unknown-recipient" });
    expect(server.submitted).toEqual([]);

    await again.acceptChangedKey(BOB);
    expect(await again.formOf(BOB)).toBe("end-to-end");
    await again.send(draft());
    expect(server.submitted.length).toBe(1);
  });

  test("keys that another address signed are never used", async () => {
    const ada = await signedUp(ADA);
    await signedUp(BOB);
    const bob = server.accounts.get(BOB)!;
    bob.certificates = server.accounts.get(ADA)!.certificates;

    expect(await ada.client.formOf(BOB)).toBe("key-changed");
    await expect(ada.client.acceptChangedKey(BOB)).rejects.toMatchObject({ name: "bad-keys" });
  });

  test("an answer marks what it answers and replaces its draft", async () => {
    const { client } = await signedUp(ADA);
    const id = await server.deliver(ADA, mail("one"), summary("one"));
    const first = await client.saveDraft(draft({ to: [] }));
    const second = await client.saveDraft(draft({ replacesDraftId: first }));

    await client.openFolder("drafts");
    expect(client.lines.map((line) => [line.id, line.draft, line.summary?.subject])).toEqual([[second, true, "The secret plan"]]);
    await client.send(draft({ to: [{ name: "", email: "gus@example.org" }], answersId: id, replacesDraftId: second }));

    const { emails } = server.accounts.get(ADA)!;
    expect(emails.get(id)?.keywords["$answered"]).toBe(true);
    expect([emails.has(first), emails.has(second)]).toEqual([false, false]);
  });

  test("a refused submission leaves no Sent copy", async () => {
    const { client } = await signedUp(ADA);
    server.refuses = "EmailSubmission/set";

    await expect(client.send(draft({ to: [{ name: "", email: "gus@example.org" }] }))).rejects.toMatchObject({ name: "server-fail" });

    expect(server.accounts.get(ADA)?.emails.size).toBe(0);
  });
});

test("a session that ended elsewhere closes the page and forgets its keys", async () => {
  const made = await signedUp(ADA);
  await made.browser.fetch("/api/logout", { method: "POST" });

  await expect(made.client.openFolder("sent")).rejects.toMatchObject({ name: "signed-out" });

  expect(made.client.stage).toBe("signed-out");
  await expect(made.client.open("e1")).rejects.toMatchObject({ name: "locked" });
});
