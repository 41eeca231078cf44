import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fromUtf8 } from "../../src/vault/octets";
import type { Client } from "../../src/state/client.svelte";
import { ADA, BOB, closeSite, mail, openSite, page, server, signedUp, subjects, summary } from "./site";

const loaded = (client: Client): number => client.lines.filter((line) => line !== undefined).length;

beforeEach(openSite);
afterEach(closeSite);

describe("signing up and in", () => {
  test("a new account is open, with its folders, after its words were shown", async () => {
    const { client } = await signedUp(" Ada@POSTERN.test ");

    expect([client.stage, client.address, client.connection]).toEqual(["open", ADA, "live"]);
    expect(client.folders.map((folder) => folder.role)).toEqual([
      "inbox",
      "drafts",
      "sent",
      "archive",
      "junk",
      "trash",
    ]);
    expect(client.folderId).toBe("inbox");
  });

  test("the server is told no password, key or words", async () => {
    const bodies: string[] = [];
    const { client } = page((body) => bodies.push(body));

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

  test("a second factor is asked for before anything opens", async () => {
    await signedUp(ADA);
    server.accounts.get(ADA)!.totpCode = "123456";
    const { client } = page();
    await client.start();

    await client.logIn(ADA, "correct horse");
    expect([client.stage, client.lines]).toEqual(["totp", []]);
    await expect(client.confirmTotp("000000")).rejects.toMatchObject({ name: "totp-wrong" });
    expect(client.stage).toBe("totp");
    await client.confirmTotp("123456");

    expect([client.stage, client.totpOn]).toEqual(["open", true]);
  });

  test("the words alone open the account with a new password, and wrong words do not", async () => {
    const first = page();
    const { phrase, complete } = await first.client.signUp(ADA, "correct horse", null);
    await complete();
    await server.deliver(ADA, mail("one"), summary("one"));
    const { phrase: others } = await page().client.signUp(BOB, "other horse", null);
    const { client } = page();
    await client.start();

    await expect(client.recover(ADA, others, "new horse")).rejects.toMatchObject({ name: "wrong-credentials" });
    await expect(client.recover(ADA, phrase.slice(1), "new horse")).rejects.toMatchObject({ name: "wrong-phrase" });
    await client.recover(ADA, phrase, "new horse");

    expect([client.stage, subjects(client)]).toEqual(["open", ["one"]]);
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

    expect([open.text.trim(), open.trust, fromUtf8(open.source)]).toEqual([
      "Hello one",
      { kind: "transport" },
      fromUtf8(mail("one")),
    ]);
    await expect.poll(() => server.accounts.get(ADA)?.emails.get(id)?.keywords).toEqual({ $seen: true });
    await expect.poll(() => client.folders[0]?.unread).toBe(0);
  });

  test("a long folder is loaded by pages", async () => {
    const { client } = await signedUp(ADA);
    for (let at = 0; at < 60; at += 1) await server.deliver(ADA, mail(`${at}`), summary(`${at}`));
    await client.openFolder("inbox");
    expect([loaded(client), client.lines.length, client.total]).toEqual([50, 60, 60]);

    await client.loadBetween(40, 60);

    expect([loaded(client), subjects(client).at(-1)]).toEqual([60, "0"]);
  });

  test("a folder is looked at anywhere, and mail that arrives meanwhile moves what is there", async () => {
    const { client } = await signedUp(ADA);
    for (let at = 0; at < 160; at += 1) await server.deliver(ADA, mail(`${at}`), summary(`${at}`));
    await client.openFolder("inbox");

    await client.loadBetween(100, 110);
    expect([loaded(client), client.lines[100]?.summary?.subject, client.lines[99]]).toEqual([100, "59", undefined]);
    await server.deliver(ADA, mail("new"), summary("new"));

    await expect.poll(() => [client.lines[0], client.lines[101]].map((line) => line?.summary?.subject)).toEqual(["new", "59"]);
    expect(new Set(client.lines.flatMap((line) => line?.id ?? [])).size).toBe(loaded(client));
  });

  test("a line that does not open is shown as broken", async () => {
    const { client } = await signedUp(ADA);
    const id = await server.deliver(ADA, mail("one"), summary("one"));
    server.accounts.get(ADA)!.emails.get(id)!.stored.fill(7, 200, 300);

    await client.openFolder("inbox");

    expect(client.lines.map((line) => ({ broken: line?.broken, summary: line?.summary }))).toEqual([{ broken: true, summary: null }]);
  });

  test("a refused change is taken back", async () => {
    const { client } = await signedUp(ADA);
    const id = await server.deliver(ADA, mail("one"), summary("one"));
    await client.openFolder("inbox");
    server.jmap.refuses = "Email/set";

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

test("a server that restarts does not log the person out", async () => {
  const made = await signedUp(ADA);
  server.down = true;
  const reloaded = await made.reload();
  expect([reloaded.stage, reloaded.connection]).toEqual(["starting", "offline"]);

  server.down = false;
  await reloaded.start();

  expect([reloaded.stage, reloaded.connection]).toEqual(["open", "live"]);
});

test("a session that ended elsewhere closes the page and forgets its keys", async () => {
  const made = await signedUp(ADA);
  await made.browser.fetch("/api/logout", { method: "POST" });

  await expect(made.client.openFolder("sent")).rejects.toMatchObject({ name: "signed-out" });

  expect(made.client.stage).toBe("signed-out");
  await expect(made.client.open("e1")).rejects.toMatchObject({ name: "locked" });
});
