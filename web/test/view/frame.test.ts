import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Frame } from "playwright-core";
import { hook, Stage, type Visit } from "./chromium";
import { hostile } from "./hostile";

describe("HTML of a stranger in a real Chromium", () => {
  let stage: Stage;
  let shared: Visit;
  let letters = 0;

  beforeAll(async () => {
    stage = await Stage.open();
    shared = await stage.visit("?delay=0");
  }, 120_000);

  afterAll(async () => {
    await stage.close();
  });

  /** Brings a letter with this HTML into the list and opens it. */
  async function read(html: string, known?: Visit): Promise<Visit & { frame: Frame }> {
    const visit = known ?? (await stage.visit("?delay=0"));
    letters += 1;
    const subject = `Hostile ${letters}`;
    await hook(visit.page, "line").first().waitFor();
    await visit.page.evaluate(([body, subject]) => {
      const { gallery } = globalThis as unknown as { gallery: { postern: { arrive: (letter: unknown) => void } } };
      const octets = Uint8Array.from(atob("R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="), (letter) => letter.charCodeAt(0));
      const logo = { name: "logo.gif", type: "image/gif", size: octets.length, contentId: "<logo@x>", inline: true, octets };
      const from = { name: "Stranger", email: "s@evil.example" };
      gallery.postern.arrive({ from, subject, text: "x", html: body, minutesAgo: 0, seen: false, attachments: [logo] });
    }, [html, subject]);
    await hook(visit.page, "line").filter({ hasText: subject }).first().locator("button.main").click();
    await hook(visit.page, "reader-subject").filter({ hasText: subject }).waitFor();
    const frame = await framed(visit);
    return { ...visit, frame };
  }

  async function framed(visit: Visit): Promise<Frame> {
    const element = await hook(visit.page, "reader-frame").elementHandle();
    const frame = await element?.contentFrame();
    if (!frame) throw new Error("the reader has no frame");
    // Timers do not run in a frame without scripts, so the waiting happens here.
    await expect.poll(() => frame.evaluate(() => document.adoptedStyleSheets.length), { timeout: 10_000 }).toBe(2);
    await settled(visit);
    return frame;
  }

  /** A request and its answer, after which whatever the frame asked for before has been seen. */
  async function settled(visit: Pick<Visit, "page">): Promise<void> {
    await visit.page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      await (await fetch("/frame.html")).text();
    });
  }

  test.each(hostile)("%s does nothing", async (_, html) => {
    const { page, frame, foreign } = await read(`<p id=before>before</p>${html}`, shared);

    await frame.locator("body").hover();
    const ran = await page.evaluate(() => "pwned" in globalThis);
    const left = await frame.evaluate(() => ({
      forbidden: document.body.querySelectorAll(
        "script,style,link,meta,base,form,input,button,iframe,object,embed,video,audio,svg,math,template,source,textarea,[srcset],[ping]",
      ).length,
      handlers: Array.from(document.body.querySelectorAll("*")).flatMap((node) =>
        node.getAttributeNames().filter((name) => name.startsWith("on")),
      ),
      links: Array.from(document.body.querySelectorAll("a[href]"), (node) => node.getAttribute("href") ?? ""),
      fixed: Array.from(document.body.querySelectorAll("*")).filter((node) => getComputedStyle(node).position === "fixed").length,
    }));

    expect(ran).toBe(false);
    expect(foreign).toEqual([]);
    expect(left).toMatchObject({ forbidden: 0, handlers: [], fixed: 0 });
    expect(left.links.filter((href) => !/^(https?|mailto|tel):/u.test(href))).toEqual([]);
    expect(new URL(frame.url()).pathname).toBe("/frame.html");
    expect(page.context().pages()).toHaveLength(1);
  });

  test("what is written into the frame unsanitised still cannot run or load: the second wall holds alone", async () => {
    const { page, foreign } = await read("<p>calm</p>");

    await page.evaluate((all) => {
      const inner = document.querySelector<HTMLIFrameElement>("[data-test=reader-frame]")?.contentDocument;
      if (!inner) throw new Error("no frame");
      inner.body.innerHTML = all;
      const script = inner.createElement("script");
      script.textContent = "top.pwned = 1";
      inner.body.append(script);
    }, hostile.filter(([name]) => name !== "a refresh").map(([, html]) => html).join("\n"));
    await settled({ page });

    expect(await page.evaluate(() => "pwned" in globalThis)).toBe(false);
    expect(foreign).toEqual([]);
    await page.context().close();
  });

  test("remote pictures load when the person asks, over TLS only, and nothing else does", async () => {
    const { page, foreign } = await read(
      `<img src="http://pics.example/a.png"><p style="background:url(https://pics.example/b.png)">x</p><link rel=stylesheet href="https://pics.example/c.css">`,
    );
    expect(foreign).toEqual([]);

    await hook(page, "show-pictures").click();
    await expect.poll(() => foreign.toSorted()).toEqual(["https://pics.example/a.png", "https://pics.example/b.png"]);

    expect(await hook(page, "show-pictures").count()).toBe(0);
    await page.context().close();
  });

  test("the looks of a message stay: style attributes, sheets and pictures that came with it", async () => {
    const { page, frame, complaints } = await read(
      `<style>.b{color:rgb(4,5,6)} @media (min-width:1px){.c{color:rgb(7,8,9)}}</style><body bgcolor="#f0f0f0"><table width=200><tr><td class=t align=right bgcolor="#010203">t</td></tr></table>
       <p class=a style="color:rgb(1,2,3);padding:7px">a</p><p class=b>b</p><p class=c>c</p><img class=d src="cid:logo@x">`,
    );

    const looks = await frame.evaluate(() => {
      const of = (name: string): Element => document.querySelector(name) ?? document.body;
      const picture = of(".d") as HTMLImageElement;
      return [
        ...[".a", ".b", ".c"].map((name) => getComputedStyle(of(name)).color),
        getComputedStyle(document.body).backgroundColor,
        getComputedStyle(of(".t")).backgroundColor,
        of("table").getAttribute("width"),
        picture.naturalWidth,
      ];
    });

    expect(looks).toEqual(["rgb(1, 2, 3)", "rgb(4, 5, 6)", "rgb(7, 8, 9)", "rgb(240, 240, 240)", "rgb(1, 2, 3)", "200", 1]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("links open elsewhere without a trace back, mail links open the composer, keys still work", async () => {
    const { page, frame } = await read(`<a id=w href="https://x.test/a">web</a> <a id=m href="mailto:bo@x.test?subject=Hi">mail</a>`);
    const web = frame.locator("#w");

    expect(await web.getAttribute("target")).toBe("_blank");
    expect(await web.getAttribute("rel")).toBe("noopener noreferrer");
    await frame.locator("#m").click();
    await expect.poll(() => hook(page, "recipient-chip").getAttribute("data-email")).toBe("bo@x.test");
    expect(await hook(page, "compose-subject").inputValue()).toBe("Hi");
    await page.keyboard.press("Escape");
    await frame.locator("body").click();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await page.context().close();
  });
});
