import { hook } from "./hooks.mjs";

/** Signs up as a newcomer would: password twice, the words written down, some asked back. */
export async function signUp(page, task, picture) {
  await page.goto(task.site);
  const toSignUp = hook(page, "to-signup").first();
  await hook(page, "signup-local").or(toSignUp).first().waitFor();
  if (!(await hook(page, "signup-local").isVisible())) {
    await toSignUp.click();
  }
  await hook(page, "signup-local").fill(task.local);
  await hook(page, "signup-password").fill(task.password);
  await hook(page, "signup-repeat").fill(task.password);
  await picture("sign-up");
  await hook(page, "signup-submit").click();

  await hook(page, "phrase-word").first().waitFor();
  const words = (await hook(page, "phrase-word").allInnerTexts()).map((text) => text.trim().split(/\s+/).at(-1));
  await hook(page, "phrase-continue").click();
  const asked = page.locator("[data-word-number]");
  await asked.first().waitFor();
  for (const input of await asked.all()) {
    await input.fill(words[Number(await input.getAttribute("data-word-number")) - 1]);
  }
  await hook(page, "phrase-finish").click();
  await hook(page, "folder").first().waitFor();
  return { words };
}

/** Comes back: the page remembers the session, or asks for the password. */
export async function logIn(page, task) {
  await page.goto(task.site);
  const folder = hook(page, "folder").first();
  await hook(page, "login-address").or(folder).first().waitFor();
  const remembered = await folder.isVisible();
  if (!remembered) {
    await hook(page, "login-address").fill(task.address);
    await hook(page, "login-password").fill(task.password);
    await hook(page, "login-submit").click();
    await folder.waitFor();
  }
  return { remembered };
}
