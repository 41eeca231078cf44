import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import type { FakePostern } from "../fake-postern.svelte";
import { hook, Stage } from "./chromium";

interface Gallery {
  readonly gallery: { readonly postern: FakePostern };
}

describe("the page in a real Chromium under its policy", () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open();
  }, 120_000);

  afterAll(async () => {
    await stage.close();
  });

  const subjects = (page: Page): Promise<string[]> => hook(page, "line-subject").allInnerTexts();
  const calls = (page: Page): Promise<readonly string[]> => page.evaluate(() => [...(globalThis as unknown as Gallery).gallery.postern.calls]);
  const sent = (page: Page): Promise<{ to: string[]; bcc: string[]; subject: string; html: string }[]> =>
    page.evaluate(() =>
      (globalThis as unknown as Gallery).gallery.postern.sent.map(({ to, bcc, subject, html }) => ({
        to: to.map((each) => each.email),
        bcc: bcc.map((each) => each.email),
        subject,
        html,
      })),
    );

  async function openLine(page: Page, subject: string): Promise<void> {
    await hook(page, "line").filter({ hasText: subject }).locator("button.main").click();
    await hook(page, "reader-subject").filter({ hasText: subject }).waitFor();
  }

  test("sign-up shows 24 words once, asks for three of them and ends in the mailbox", async () => {
    const { page, complaints } = await stage.visit("?stage=signed-out&delay=5");
    await hook(page, "to-signup").click();
    await hook(page, "signup-local").fill("vera");
    await hook(page, "signup-domain").selectOption("gate.example");
    await hook(page, "signup-password").fill("copper lantern winter gate");
    await hook(page, "signup-repeat").fill("copper lantern winter door");
    await hook(page, "signup-submit").click();
    expect(await page.getByRole("alert").innerText()).toContain("not the same");

    await hook(page, "signup-repeat").fill("copper lantern winter gate");
    await hook(page, "signup-submit").click();
    await hook(page, "phrase-word").first().waitFor();
    const words = await hook(page, "phrase-word").allInnerTexts();
    await hook(page, "phrase-continue").click();
    const asked = page.locator("[data-word-number]");
    await asked.first().fill("wrong");
    for (const input of await asked.all()) {
      const number = Number(await input.getAttribute("data-word-number"));
      await input.fill(words[number - 1] ?? "");
    }
    await hook(page, "phrase-finish").click();
    await hook(page, "line").first().waitFor();

    expect(words).toHaveLength(24);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("a taken address sends one back to the form with the reason", async () => {
    const { page } = await stage.visit("?stage=signed-out&delay=5");
    await hook(page, "to-signup").click();
    await hook(page, "signup-local").fill("taken");
    await hook(page, "signup-password").fill("copper lantern winter gate");
    await hook(page, "signup-repeat").fill("copper lantern winter gate");
    await hook(page, "signup-submit").click();

    await page.getByRole("alert").filter({ hasText: "taken" }).waitFor();
    expect(await hook(page, "signup-local").inputValue()).toBe("taken");
    await page.context().close();
  });

  test("a closed server says so and takes no form", async () => {
    const { page } = await stage.visit("?stage=signed-out&signup=closed");
    await hook(page, "to-signup").click();

    await page.getByRole("heading", { name: "The gate is closed" }).waitFor();
    expect(await hook(page, "signup-submit").count()).toBe(0);
    await page.context().close();
  });

  test("logging in, with a wrong password, then a right one, then a code", async () => {
    const { page } = await stage.visit("?stage=signed-out&delay=5");
    await hook(page, "login-address").fill("nora");
    await hook(page, "login-password").fill("wrong");
    await hook(page, "login-submit").click();
    await page.getByRole("alert").filter({ hasText: "wrong" }).waitFor();
    await hook(page, "login-password").fill("totp");
    await hook(page, "login-submit").click();
    await hook(page, "totp-code").fill("123456");

    await hook(page, "line").first().waitFor();
    await page.context().close();
  });

  test("mail is read, archived and brought back with keys alone", async () => {
    const { page, complaints } = await stage.visit("?delay=5");
    await hook(page, "line").first().waitFor();
    const [first = "", second = ""] = await subjects(page);
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await hook(page, "reader-subject").filter({ hasText: second }).waitFor();
    await page.keyboard.press("k");
    await hook(page, "reader-subject").filter({ hasText: first }).waitFor();
    await page.keyboard.press("e");
    await hook(page, "toast").filter({ hasText: "Archive" }).waitFor();
    await hook(page, "reader-subject").filter({ hasText: second }).waitFor();
    expect(await subjects(page)).not.toContain(first);

    await hook(page, "toast").getByRole("button", { name: "Undo" }).click();

    await expect.poll(() => subjects(page)).toContain(first);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("keys typed into a letter are letters", async () => {
    const { page } = await stage.visit("?delay=5");
    await hook(page, "line").first().waitFor();
    await page.keyboard.press("c");
    await hook(page, "compose-subject").fill("");
    await hook(page, "compose-subject").pressSequentially("je#?");

    expect(await hook(page, "compose-subject").inputValue()).toBe("je#?");
    expect(await calls(page)).toEqual([]);
    await page.context().close();
  });

  test("a letter shows how each person gets it, waits for an undo, and is sent", async () => {
    const { page } = await stage.visit("?delay=5");
    await hook(page, "compose-open").click();
    await hook(page, "compose-to").fill("ada@postern.localhost, bo@elsewhere.example, changed@gate.example, nobody@gate.example,");
    await hook(page, "compose-subject").fill("Plan");
    const form = (email: string): Promise<string | null> => page.locator(`[data-email="${email}"]`).getAttribute("data-form");
    await expect.poll(() => form("ada@postern.localhost")).toBe("end-to-end");
    await expect.poll(() => form("bo@elsewhere.example")).toBe("readable");
    await expect.poll(() => form("changed@gate.example")).toBe("key-changed");
    await hook(page, "compose-send").click();
    await page.getByRole("alert").filter({ hasText: "nobody@gate.example" }).waitFor();

    await page.getByRole("button", { name: "Remove nobody@gate.example" }).click();
    await hook(page, "accept-key").click();
    await expect.poll(() => form("changed@gate.example")).toBe("end-to-end");
    await page.getByRole("button", { name: "Cc, Bcc" }).click();
    await hook(page, "compose-bcc").fill("quiet@postern.localhost");
    await hook(page, "compose-body").click();
    await page.keyboard.type("Hello ");
    await page.getByRole("button", { name: "Bold" }).click();
    await page.keyboard.type("there");
    await hook(page, "compose-attach").setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("note") });
    await hook(page, "compose-file").waitFor();
    await hook(page, "compose-send").click();
    await hook(page, "toast").getByRole("button", { name: "Undo" }).click();
    expect(await hook(page, "compose-subject").inputValue()).toBe("Plan");
    await hook(page, "compose-send").click();
    await hook(page, "toast").getByText("Sent", { exact: true }).waitFor();

    expect(await sent(page)).toEqual([
      {
        to: ["ada@postern.localhost", "bo@elsewhere.example", "changed@gate.example"],
        bcc: ["quiet@postern.localhost"],
        subject: "Plan",
        html: expect.stringMatching(/Hello .*<b>there<\/b>/u) as string,
      },
    ]);
    await page.context().close();
  });

  test("a letter that could not be sent comes back with the reason", async () => {
    const { page } = await stage.visit("?delay=5");
    await hook(page, "compose-open").click();
    await hook(page, "compose-to").fill("ada@postern.localhost");
    await hook(page, "compose-subject").fill("fail");
    await hook(page, "compose-send").click();

    await page.getByRole("alert").filter({ hasText: "cannot be reached" }).waitFor();
    expect(await hook(page, "compose-subject").inputValue()).toBe("fail");
    await page.context().close();
  });

  test("what is written is kept as a draft, each save replacing the one before", async () => {
    const { page } = await stage.visit("?delay=5");
    const saved = (): Promise<(string | null)[]> =>
      page.evaluate(() => (globalThis as unknown as Gallery).gallery.postern.saved.map((draft) => draft.replacesDraftId));
    await hook(page, "compose-open").click();
    await hook(page, "compose-subject").fill("One");
    await expect.poll(saved, { timeout: 5000 }).toEqual([null]);
    await hook(page, "compose-subject").fill("Two");
    await hook(page, "compose-close").click();

    await expect.poll(saved).toEqual([null, "draft1"]);
    await page.context().close();
  });

  test("new mail announces itself and stands on top", async () => {
    const { page } = await stage.visit("?delay=5");
    await hook(page, "line").first().waitFor();
    await page.evaluate(() => {
      const from = { name: "Ida Berg", email: "ida@x.example" };
      (globalThis as unknown as Gallery).gallery.postern.arrive({ from, subject: "Just now", text: "x", minutesAgo: 0, seen: false });
    });

    await hook(page, "toast").filter({ hasText: "New mail from Ida Berg" }).waitFor();
    expect((await subjects(page))[0]).toBe("Just now");
    expect(await page.title()).toMatch(/^\(4\) Inbox/u);
    await page.context().close();
  });

  test("a hundred thousand lines scroll with a handful of rows, and more are fetched on the way", async () => {
    const { page } = await stage.visit("?many=100000&delay=0");
    await hook(page, "line").first().waitFor();
    const view = page.locator(".list .view");
    const total = Number(await page.locator(".list").getAttribute("data-total"));
    expect(total).toBeGreaterThan(50_000);
    for (const part of [0.02, 0.5, 0.25, 1]) {
      await view.evaluate((node, part) => node.scrollTo({ top: node.scrollHeight * part }), part);
      const places = (): Promise<number[]> =>
        hook(page, "line").evaluateAll((all) => all.map((each) => Number(each.getAttribute("aria-posinset"))));
      await expect.poll(async () => Math.max(...(await places())), { timeout: 15_000 }).toBeGreaterThan(total * part - 20);
    }

    expect(await hook(page, "line").count()).toBeLessThan(60);
    expect(await page.locator(`[aria-posinset="${total}"]`).count()).toBe(1);
    await page.context().close();
  });

  test("folders are made, renamed and removed", async () => {
    const { page } = await stage.visit("?delay=5");
    const names = (): Promise<(string | null)[]> =>
      hook(page, "folder").evaluateAll((all) => all.filter((each) => each.getAttribute("data-role") === "").map((each) => each.getAttribute("data-name")));
    await page.getByRole("button", { name: "New folder" }).click();
    await hook(page, "answer").fill("Boats");
    await hook(page, "answer-confirm").click();
    await expect.poll(names).toContain("Boats");
    await page.getByRole("button", { name: "Actions for Boats" }).click({ force: true });
    await page.getByRole("menuitem", { name: "Rename" }).click();
    await hook(page, "answer").fill("Ships");
    await hook(page, "answer-confirm").click();
    await expect.poll(names).toContain("Ships");
    await page.getByRole("button", { name: "Actions for Ships" }).click({ force: true });
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await hook(page, "answer-confirm").click();

    await expect.poll(names).toEqual(["Climate desk", "Receipts", "Sources"]);
    await page.context().close();
  });

  test("on a phone there is one pane at a time, and every step leads back", async () => {
    const { page } = await stage.visit("?delay=5", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await openLine(page, "The harbour documents, second batch");
    expect(await hook(page, "line").first().isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

    await page.getByRole("button", { name: "Back to the list" }).click();
    await page.getByRole("button", { name: "Folders", exact: true }).click();
    await page.locator('[data-test=folder][data-role="sent"]').click();

    await hook(page, "line").filter({ hasText: "Fact check: thank you" }).waitFor();
    expect(await hook(page, "reader-subject").count()).toBe(0);
    await page.context().close();
  });

  test("settings turn the second step on with a picture to scan, and switch to dark", async () => {
    const { page, complaints } = await stage.visit("?delay=5");
    await hook(page, "settings-open").click();
    await hook(page, "totp-begin").click();
    await hook(page, "totp-password").fill("secret");
    await hook(page, "totp-password-confirm").click();
    await hook(page, "qr").waitFor();
    await hook(page, "totp-new-code").fill("123456");
    await page.keyboard.press("Enter");
    await hook(page, "totp-remove").waitFor();
    await page.getByText("Dark", { exact: true }).click();

    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark");
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
