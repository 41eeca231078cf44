import { logIn } from "./enter.mjs";
import { hook } from "./hooks.mjs";

/** Answers the message with this subject. */
export async function reply(page, task, picture) {
  await logIn(page, task);
  await page.locator('[data-test="line"]', { hasText: task.subject }).first().click();
  await hook(page, "reply").click();
  await hook(page, "compose-body").waitFor();
  await hook(page, "compose-body").press("Control+Home");
  await page.keyboard.type(task.text);
  await picture("compose");
  return send(page);
}

/** Writes a new message. */
export async function write(page, task, picture) {
  await logIn(page, task);
  await hook(page, "compose-open").first().click();
  for (const address of task.to) {
    await hook(page, "compose-to").fill(address);
    await page.keyboard.press("Enter");
  }
  await hook(page, "compose-subject").fill(task.subject);
  await hook(page, "compose-body").press("Control+Home");
  await page.keyboard.type(task.text);
  await page.waitForFunction(
    () => document.querySelector('[data-test="recipient-chip"][data-form="checking"]') === null,
  );
  const forms = await hook(page, "recipient-chip").evaluateAll((chips) =>
    chips.map((chip) => chip.getAttribute("data-form")),
  );
  await picture("compose-forms");
  return { forms, ...(await send(page)) };
}

async function send(page) {
  await hook(page, "compose-send").click();
  await hook(page, "compose-body").waitFor({ state: "detached" });
  const toast = hook(page, "toast").filter({ hasText: /sent/i }).first();
  await toast.waitFor();
  return { toast: await toast.innerText() };
}
