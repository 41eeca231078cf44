import { svelte } from "@sveltejs/vite-plugin-svelte";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const server = process.env["POSTERN_URL"] ?? "http://127.0.0.1:8080";

/** Writes `name.br` beside each text of the build: the server, whose JDK has no Brotli, hands it out as it is. */
function brotli(): Plugin {
  return {
    name: "postern:brotli",
    apply: "build",
    writeBundle({ dir = "dist" }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
        const path = join(dir, name);
        if (!/\.(?:js|css|html|svg)$/u.test(name) || statSync(path).size < 1024) continue;
        const plain = readFileSync(path);
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
        writeFileSync(`${path}.br`, brotliCompressSync(plain, { params }));
      }
    },
  };
}

/** Writes `sw.js`: the service worker of `src/reach/worker.js` with the SHA-256 of each file that it may serve. */
function serviceWorker(): Plugin {
  return {
    name: "postern:service-worker",
    apply: "build",
    writeBundle({ dir = "dist" }) {
      const files: Record<string, string> = {};
      for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" }).sort()) {
        const path = join(dir, name);
        if (!/\.(?:js|css|html|svg|woff2|wasm)$/u.test(name) || name === "sw.js" || !statSync(path).isFile()) continue;
        files[`/${name.replaceAll("\\", "/")}`] = createHash("sha256").update(readFileSync(path)).digest("base64");
      }
      const worker = readFileSync(new URL("src/reach/worker.js", import.meta.url), "utf8");
      writeFileSync(join(dir, "sw.js"), worker.replace("const FILES = {};", `const FILES = ${JSON.stringify(files)};`));
    },
  };
}

// The server sends a CSP without 'unsafe-inline' and without data: for scripts, styles and fonts, so
// nothing may be inlined: every asset is a hashed file of this origin.
export default defineConfig(({ isSsrBuild }) => ({
  plugins: [svelte(), ...(isSsrBuild ? [] : [serviceWorker(), brotli()])],
  resolve: {
    // The lightweight build of OpenPGP.js loads rare curves and ciphers only when they are met; Node has no such build.
    alias: isSsrBuild || process.env["VITEST"] ? [] : [{ find: /^openpgp$/, replacement: "openpgp/lightweight" }],
  },
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  worker: { format: "es" },
  server: {
    proxy: {
      "/api": { target: server },
      "/jmap": { target: server, ws: true },
      "/.well-known": { target: server },
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    environment: "node",
    testTimeout: 60_000,
  },
}));
