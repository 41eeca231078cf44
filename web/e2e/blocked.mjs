import { connect, createServer } from "node:net";
import { signUp } from "./enter.mjs";
import { hook } from "./hooks.mjs";

/**
 * A censor's story: somebody uses the site, then its address is null-routed, then every address, then one comes back.
 * `firstPort` and `secondPort` are where the site's two origins lead through here to `serverPort`.
 */
export async function blocked(page, task, picture) {
  const first = await way(task.firstPort, task.serverPort);
  const second = await way(task.secondPort, task.serverPort);
  await signUp(page, task, async () => undefined);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: 120_000 });

  first.block();
  await page.reload({ waitUntil: "commit" });
  await hook(page, "folder").first().waitFor({ timeout: 120_000 });
  const otherWay = await hook(page, "other-way").innerText();
  await picture("blocked-other-way");

  second.block();
  await hook(page, "compose-open").first().click();
  await hook(page, "compose-to").fill(task.to);
  await page.keyboard.press("Enter");
  await hook(page, "compose-subject").fill(task.subject);
  await hook(page, "compose-body").press("Control+Home");
  await page.keyboard.type("Written while nothing got through.");
  await hook(page, "compose-send").click();
  await hook(page, "waiting").waitFor({ timeout: 180_000 });
  const waiting = await hook(page, "waiting").innerText();
  await picture("blocked-waiting");

  await page.reload({ waitUntil: "commit" });
  second.open();
  await page.locator('[data-test="line"]', { hasText: task.subject }).first().waitFor({ timeout: 180_000 });
  await hook(page, "waiting").waitFor({ state: "detached", timeout: 60_000 });
  await picture("blocked-sent");
  const arrived = await page.locator('[data-test="line"]', { hasText: task.subject }).count();
  const cookies = await page.context().cookies(task.second);
  first.close();
  second.close();
  return { otherWay, waiting, arrived, cookiesOfSecond: cookies.length };
}

/** A way to the server that can be made silent: what was open is cut off, what is new is never answered. */
async function way(port, target) {
  const sockets = new Set();
  let silent = false;
  const server = createServer((near) => {
    sockets.add(near);
    near.on("error", () => near.destroy());
    near.on("close", () => sockets.delete(near));
    if (silent) return;
    const far = connect({ host: "127.0.0.1", port: target });
    far.on("error", () => near.destroy());
    far.on("close", () => near.destroy());
    near.on("close", () => far.destroy());
    near.pipe(far).pipe(near);
  });
  await new Promise((listening) => server.listen(port, "127.0.0.1", listening));
  return {
    block() {
      silent = true;
      for (const socket of sockets) socket.destroy();
    },
    open() {
      silent = false;
      for (const socket of sockets) socket.destroy();
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
