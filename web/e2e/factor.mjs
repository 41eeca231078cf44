import { createHmac } from "node:crypto";
import { logIn } from "./enter.mjs";
import { hook } from "./hooks.mjs";

const STEP_SECONDS = 30;

/** Turns the second step on, as an authenticator app would be set up. Answers with the code that comes next. */
export async function secondStep(page, task) {
  await logIn(page, task);
  await hook(page, "settings-open").click();
  await hook(page, "totp-begin").click();
  await hook(page, "totp-password").fill(task.password);
  await hook(page, "totp-password-confirm").click();
  const secret = await hook(page, "totp-secret").innerText();
  await hook(page, "totp-new-code").fill(code(secret, 0));
  await hook(page, "totp-new-code").press("Enter");
  await hook(page, "totp-remove").waitFor();
  return { next: code(secret, 1) };
}

/** RFC 6238, so many steps from now. */
function code(secret, ahead) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / STEP_SECONDS) + ahead));
  const hash = createHmac("sha1", base32(secret)).update(counter).digest();
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 0x0f) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** RFC 4648 §6 */
function base32(text) {
  const letters = text.toUpperCase().replace(/[^A-Z2-7]/g, "");
  const bits = [...letters].map((letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"),
  );
  return Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)));
}
