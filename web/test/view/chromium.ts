// A real Chromium over a production build of the gallery, served with the headers that the server sends.

import { createServer, type Server } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { build } from "vite";

export const pagePolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
  "font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const frame = "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";
const policies: Record<string, string> = {
  "/frame.html": `default-src 'none'; img-src data: blob:; ${frame}`,
  "/frame-remote.html": `default-src 'none'; img-src data: blob: https:; ${frame}`,
};

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

const executable = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);

/** The browser is a part of what is tested: without one, the tests fail. */
function found(): string {
  if (executable === undefined) throw new Error("no Chromium on this machine: install it, or set CHROMIUM to its path");
  return executable;
}

export interface Visit {
  readonly page: Page;
  /** Requests that left the origin, whether they were answered or not. */
  readonly foreign: string[];
  /** Errors and refusals that the console reported. */
  readonly complaints: string[];
}

export class Stage {
  private constructor(
    private readonly folder: string,
    private readonly server: Server,
    private readonly browser: Browser,
    readonly origin: string,
  ) {}

  static async open(): Promise<Stage> {
    const root = fileURLToPath(new URL("../../", import.meta.url));
    const folder = await mkdtemp(join(tmpdir(), "postern-gallery-"));
    await build({
      root,
      logLevel: "error",
      build: { outDir: folder, emptyOutDir: true, rollupOptions: { input: join(root, "test/gallery.html") } },
    });
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://localhost").pathname;
      response.setHeader("Content-Security-Policy", policies[path] ?? pagePolicy);
      response.setHeader("X-Content-Type-Options", "nosniff");
      readFile(join(folder, normalize(path)))
        .then((octets) => response.setHeader("Content-Type", types[extname(path)] ?? "application/octet-stream").end(octets))
        .catch(() => response.writeHead(404).end());
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
    const browser = await chromium.launch({ executablePath: found(), args: ["--no-sandbox", "--disable-gpu", ...quiet] });
    return new Stage(folder, server, browser, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  async visit(query: string, options: BrowserContextOptions = {}): Promise<Visit> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    const foreign: string[] = [];
    const complaints: string[] = [];
    const picture = await readFile(new URL("picture.svg", import.meta.url));
    await context.route(
      (url) => url.origin !== this.origin && /^https?:$/u.test(url.protocol),
      (route) => {
        foreign.push(route.request().url());
        return route.fulfill({ contentType: "image/svg+xml", body: picture });
      },
    );
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${this.origin}/test/gallery.html${query}`);
    return { page, foreign, complaints };
  }

  async close(): Promise<void> {
    await this.browser.close();
    await new Promise((done) => this.server.close(done));
    await rm(this.folder, { recursive: true });
  }
}

export function hook(page: Page, name: string): ReturnType<Page["locator"]> {
  return page.locator(`[data-test="${name}"]`);
}
