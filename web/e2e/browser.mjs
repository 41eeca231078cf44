// A person at the page, played in the system's Chromium. The whole-system test calls this file with one
// command and its arguments as JSON; the answer is one line of JSON on standard output.
//   node browser.mjs signup '{"site":"http://…","local":"ada","password":"…","profile":"/…","pictures":"/…"}'
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { read } from "./read.mjs";
import { reply, write } from "./write.mjs";
import { blocked } from "./blocked.mjs";
import { logIn, signUp } from "./enter.mjs";
import { secondStep } from "./factor.mjs";
import { load, open, scroll } from "./measure.mjs";

const COMMANDS = { signup: signUp, login: logIn, read, reply, "second-step": secondStep, write, load, scroll, open, blocked };
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const [command, json] = process.argv.slice(2);
const task = JSON.parse(json);
const executablePath = PLACES.find((place) => existsSync(place));
if (executablePath === undefined) {
  throw new Error(`no Chromium at ${PLACES.join(", ")}`);
}

const context = await chromium.launchPersistentContext(task.profile, {
  executablePath,
  headless: true,
  viewport: { width: 1280, height: 800 },
  args: [
    "--no-sandbox", // the tests run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    ...byTor(task),
  ],
});

/** As Tor Browser: names are looked up by tor, and an onion service counts as a secure context. */
function byTor({ site, socks }) {
  return socks === undefined
    ? []
    : [`--proxy-server=socks5://${socks}`, `--unsafely-treat-insecure-origin-as-secure=${site}`];
}

const complaints = [];
const foreign = [];
const page = context.pages()[0] ?? (await context.newPage());
page.setDefaultTimeout(60_000);
page.on("console", (message) => {
  if (message.type() === "error") complaints.push(message.text());
});
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("request", (request) => {
  const url = new URL(request.url());
  if (url.protocol.startsWith("http") && url.origin !== new URL(task.site).origin) foreign.push(url.origin);
});

const picture = (name) => page.screenshot({ path: `${task.pictures}/${name}.png` });
try {
  const result = await COMMANDS[command](page, task, picture);
  console.log(JSON.stringify({ ...result, complaints, foreign }));
} catch (error) {
  await picture(`failed-${command}`);
  console.error(error, complaints);
  process.exitCode = 1;
} finally {
  await context.close();
}
