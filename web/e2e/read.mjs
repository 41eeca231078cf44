import { logIn } from "./enter.mjs";
import { hook } from "./hooks.mjs";

/**
 * Opens every message of the inbox by the keyboard, newest first, and notes what the page shows of it.
 * `expected`: how many there must be.
 */
export async function read(page, task, picture) {
  const { remembered } = await logIn(page, task);
  const inbox = page.locator('[data-test="folder"][data-role="inbox"]');
  await inbox.click();
  await page.waitForFunction((expected) => {
    const list = document.querySelector("[data-total]");
    return list !== null && Number(list.getAttribute("data-total")) >= expected;
  }, task.expected);
  await hook(page, "line").first().waitFor();
  await picture("list");

  const shown = [];
  await hook(page, "line").first().click();
  for (let i = 0; i < task.expected; i++) {
    if (i > 0) await page.keyboard.press("j");
    shown.push(await readerOf(page, shown.at(-1)?.id));
    if (shown.at(-1).subject.includes(task.pictured)) await picture("message");
  }
  return { remembered, shown, lines: await hook(page, "line-subject").allInnerTexts() };
}

/** What the reader shows once it has moved on from the message before. */
async function readerOf(page, before) {
  const reader = page.locator(`[data-test="reader"]${before === undefined ? "" : `:not([data-id="${before}"])`}`);
  await reader.waitFor();
  const body = hook(page, "reader-frame").or(hook(page, "reader-text")).first();
  await body.waitFor({ state: "attached" }); // a message may have no text at all
  return {
    id: await reader.getAttribute("data-id"),
    subject: await hook(page, "reader-subject").innerText(),
    trust: await hook(page, "reader-trust").innerText(),
    text: (await hook(page, "reader-text").allInnerTexts()).join(""),
    html: (await hook(page, "reader-frame").count()) > 0,
  };
}
