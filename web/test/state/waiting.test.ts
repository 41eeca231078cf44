import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ADA, BOB, closeSite, draft, openSite, server, signedUp } from "./site";

beforeEach(openSite);
afterEach(closeSite);

const everything = () => true;

describe("a letter without a route", () => {
  test("says that it waits, survives a reload, and leaves once when there is a way", async () => {
    const ada = await signedUp(ADA);
    await signedUp(BOB);
    server.lost = everything;

    expect(await ada.client.send(draft())).toBe("waiting");

    expect(ada.client.waiting).toMatchObject([{ subject: "The secret plan", problem: "" }]);
    expect(server.jmap.submitted).toEqual([]);
    server.lost = () => false;
    const reloaded = await ada.reload();
    await expect.poll(() => reloaded.waiting).toEqual([]);
    expect(server.jmap.submitted.map((parcel) => parcel.rcptTo)).toEqual([[BOB]]);
  });

  test("can be taken back and written on", async () => {
    const ada = await signedUp(ADA);
    server.lost = everything;
    await ada.client.send(draft());

    const taken = await ada.client.takeBack(ada.client.waiting[0]!.id);

    expect(taken.subject).toBe("The secret plan");
    expect(ada.client.waiting).toEqual([]);
  });

  test("that the server then refuses says why and is not lost", async () => {
    const ada = await signedUp(ADA);
    server.lost = everything;
    await ada.client.send(draft({ to: [{ name: "", email: "nobody@postern.test" }] }));

    server.lost = () => false;
    const reloaded = await ada.reload();

    await expect.poll(() => reloaded.waiting[0]?.problem).toMatch(/./);
    expect(server.jmap.submitted).toEqual([]);
  });

  test("is not for whoever logs in next on the same device", async () => {
    const ada = await signedUp(ADA);
    server.lost = everything;
    await ada.client.send(draft());

    await ada.client.logOut();

    expect(ada.client.waiting).toEqual([]);
  });
});
