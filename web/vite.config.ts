import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const server = process.env["POSTERN_URL"] ?? "http://127.0.0.1:8080";

// The server sends a CSP without 'unsafe-inline' and without data: for scripts, styles and fonts, so
// nothing may be inlined: every asset is a hashed file of this origin.
export default defineConfig(({ isSsrBuild }) => ({
  plugins: [svelte()],
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
