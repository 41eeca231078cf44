import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fromUtf8 } from "../../src/vault/octets";
import { ADA, BOB, closeSite, draft, mail, openSite, server, signedUp, subjects, summary } from "./site";

beforeEach(openSite);
afterEach(closeSite);

describe("writing", () => {
  test("to a person of the site leaves sealed, is read with its subject, and leaves a copy", async () => {
    const [ada, bob] = [await signedUp(ADA), await signedUp(BOB)];
    expect(await ada.client.formOf("bob+lists@postern.test")).toBe("end-to-end");

    await ada.client.send(draft());

    const [parcel] = server.jmap.submitted;
    expect([server.jmap.submitted.length, parcel?.rcptTo]).toEqual([1, [BOB]]);
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

    await ada.client.send(
      draft({ cc: [{ name: "", email: "gus@example.org" }], bcc: [{ name: "", email: "eve@example.org" }] }),
    );

    expect(server.jmap.submitted.map((parcel) => parcel.rcptTo)).toEqual([
      [BOB],
      ["gus@example.org", "eve@example.org"],
    ]);
    expect(fromUtf8(server.jmap.submitted[1]!.octets)).toContain("Subject: The secret plan\r\n");
    expect(fromUtf8(server.jmap.submitted[1]!.octets)).not.toContain("eve@example.org");
  });

  test("to nobody here, or to one whose keys changed, is refused before anything leaves", async () => {
    const ada = await signedUp(ADA);
    await signedUp(BOB);
    await ada.client.send(draft());
    server.jmap.submitted.length = 0;
    server.accounts.delete(BOB);
    await signedUp(BOB);
    const again = await ada.reload();

    expect(await again.formOf("nobody@postern.test")).toBe("unknown-local");
    expect(await again.formOf("gus@example.org")).toBe("readable");
    expect(await again.formOf(BOB)).toBe("key-changed");
    await expect(again.send(draft())).rejects.toMatchObject({ name: "key-changed" });
    await expect(again.send(draft({ to: [{ name: "", email: "nobody@postern.test" }] }))).rejects.toMatchObject({
      name: "unknown-recipient",
    });
    expect(server.jmap.submitted).toEqual([]);

    await again.acceptChangedKey(BOB);
    expect(await again.formOf(BOB)).toBe("end-to-end");
    await again.send(draft());
    expect(server.jmap.submitted.length).toBe(1);
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
    expect(client.lines.map((line) => [line?.id, line?.draft, line?.summary?.subject])).toEqual([
      [second, true, "The secret plan"],
    ]);
    await client.send(draft({ to: [{ name: "", email: "gus@example.org" }], answersId: id, replacesDraftId: second }));

    const { emails } = server.accounts.get(ADA)!;
    expect(emails.get(id)?.keywords["$answered"]).toBe(true);
    expect([emails.has(first), emails.has(second)]).toEqual([false, false]);
  });

  test("a refused submission leaves no Sent copy", async () => {
    const { client } = await signedUp(ADA);
    server.jmap.refuses = "EmailSubmission/set";

    await expect(client.send(draft({ to: [{ name: "", email: "gus@example.org" }] }))).rejects.toMatchObject({
      name: "server-fail",
    });

    expect(server.accounts.get(ADA)?.emails.size).toBe(0);
  });
});
