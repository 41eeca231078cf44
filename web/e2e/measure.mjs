import { logIn } from "./enter.mjs";
import { hook } from "./hooks.mjs";
import { slowLine } from "./slow.mjs";

const QUIET_MILLIS = 1500;

/**
 * A first visit over a slow line, and a second one after logging in with an empty cache. `usable`: the first form
 * takes what is typed. `list`: the list of the inbox is there. Milliseconds since the address was entered.
 */
export async function load(page, task, picture) {
  const line = await slowLine(new URL(task.site), task);
  await page.goto(`${line.site}/`, { waitUntil: "commit" });
  const field = hook(page, "login-address").or(hook(page, "signup-local")).first();
  await field.waitFor();
  await field.fill("a");
  const usable = await sinceStart(page);
  await picture("slow-first");
  await quiet(line);
  const octets = line.down();

  await logIn(page, { ...task, site: line.site });
  const session = await page.context().newCDPSession(page);
  await session.send("Network.clearBrowserCache");
  await page.goto(`${line.site}/`, { waitUntil: "commit" });
  await page.locator('.list .view[aria-busy="false"]').waitFor();
  const list = await sinceStart(page);
  await picture("slow-list");
  line.close();
  return { usable, octets, list };
}

const sinceStart = (page) => page.evaluate(() => Math.round(performance.now()));

async function quiet(line) {
  for (let before = -1; before !== line.down(); ) {
    before = line.down();
    await new Promise((later) => setTimeout(later, QUIET_MILLIS));
  }
}

/** Scrolls a long list by script, one step a frame, and notes how long the frames took. Speeds in pixels a frame. */
export async function scroll(page, task, picture) {
  await logIn(page, task);
  await page.waitForFunction((total) => Number(document.querySelector("[data-total]")?.dataset.total) >= total, task.total);
  await hook(page, "line").first().waitFor();
  // the thread's own time too: on a busy machine frames are late for reasons that are not the page's
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value;
  const runs = [];
  for (const speed of task.speeds) {
    const before = await spent();
    const frames = await scrolled(page, speed, task.frames);
    runs.push({ speed, ...frames, cpuMillisAFrame: Math.round(((await spent()) - before) * 10_000 / task.frames) / 10 });
  }
  await picture("scrolled");
  const started = Date.now();
  await page.locator(".list .view").evaluate((view) => view.scrollTo({ top: view.scrollHeight }));
  await page.locator(`[data-test="line"][aria-posinset="${task.total}"]`).waitFor();
  return { runs, endMillis: Date.now() - started, rows: await hook(page, "line").count() };
}

function scrolled(page, speed, frames) {
  return page.locator(".list .view").evaluate(
    (view, { speed, frames }) =>
      new Promise((done) => {
        const times = [];
        let before = null;
        const step = (now) => {
          if (before !== null) times.push(now - before);
          before = now;
          view.scrollTop += speed;
          if (times.length < frames) return requestAnimationFrame(step);
          times.sort((one, other) => one - other);
          const at = (share) => Math.round(times[Math.floor(share * (times.length - 1))] * 10) / 10;
          const sum = times.reduce((all, each) => all + each, 0);
          const late = times.filter((each) => each > 25).length;
          done({ fps: Math.round((times.length / sum) * 10_000) / 10, median: at(0.5), p95: at(0.95), longest: at(1), late });
        };
        requestAnimationFrame(step);
      }),
    { speed, frames },
  );
}

/** Opens the message with this subject: how long after its last octet it is painted. */
export async function open(page, task, picture) {
  await logIn(page, task);
  const lines = page.locator('[data-test="line"]', { hasText: task.subject });
  await lines.first().waitFor();
  const times = [];
  for (let at = 0; at < (await lines.count()); at += 1) {
    await page.evaluate(watch);
    await lines.nth(at).locator("button.main").click();
    times.push(await page.evaluate(() => globalThis.opened));
  }
  await picture("opened");
  return { times };
}

/** Runs in the page: from the end of the body's answer to the second frame after its text is in the document. */
function watch() {
  let ended = null;
  const before = document.querySelector('[data-test="reader"]')?.getAttribute("data-id");
  globalThis.opened = new Promise((done) => {
    new PerformanceObserver((list, self) => {
      for (const entry of list.getEntries()) {
        if (entry.name.includes("/jmap/download")) {
          ended = { at: entry.responseEnd, size: entry.encodedBodySize };
          self.disconnect();
        }
      }
    }).observe({ type: "resource" });
    const look = () => {
      const reader = document.querySelector('[data-test="reader"]');
      const body = reader?.querySelector('[data-test="reader-text"], [data-test="reader-frame"]');
      if (ended === null || !body || reader.getAttribute("data-id") === before) return requestAnimationFrame(look);
      requestAnimationFrame(() => requestAnimationFrame((now) => done({ millis: Math.round(now - ended.at), size: ended.size })));
    };
    requestAnimationFrame(look);
  });
}
