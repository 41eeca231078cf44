// The service worker: keeps the page's files, so that a page that was opened once opens again when its origin is
// blocked (ADR 0008). The build puts the list of files in the place of FILES; the server serves /sw-policy.js, which
// says under which policy each may run.
//
// A file is served only when its SHA-256 is the one that stands here. Whoever gets a script into the page can write
// into the caches, and cannot change this file or what it imports: so nothing of theirs stays (THREAT T-63).
importScripts("/sw-policy.js");

const FILES = {};
const KEPT = `postern ${Object.values(FILES).join("").slice(0, 64)}`;
const PATIENCE = 5_000;
const TYPES = {
  html: "text/html;charset=utf-8",
  js: "text/javascript;charset=utf-8",
  css: "text/css;charset=utf-8",
  svg: "image/svg+xml",
  woff2: "font/woff2",
  wasm: "application/wasm",
};

self.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(forgetOthers().then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const place = request.mode === "navigate" && !url.pathname.includes(".") && !isCall(url.pathname);
  const path = place ? "/index.html" : url.pathname;
  if (!Object.hasOwn(FILES, path)) return;
  event.respondWith(path.startsWith("/assets/") ? keptFirst(path, request) : networkFirst(path, request));
});

function isCall(path) {
  return /^\/(?:api|jmap|\.well-known|status)(?:\/|$)/.test(path);
}

async function keepAll() {
  const cache = await caches.open(KEPT);
  for (const path of Object.keys(FILES)) {
    const answer = await fetch(path === "/index.html" ? "/" : path, { cache: path.startsWith("/assets/") ? "default" : "no-cache" });
    const octets = await answer.arrayBuffer();
    if (!answer.ok || !(await isOurs(path, octets))) throw new Error(`${path} is not the file of this version`);
    await cache.put(path, new Response(octets));
  }
}

async function forgetOthers() {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
}

async function keptFirst(path, request) {
  return (await kept(path)) ?? fetch(request);
}

async function networkFirst(path, request) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await fetch(request, { signal: stop.signal });
  } catch (problem) {
    const answer = await kept(path);
    if (answer === null) throw problem;
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

async function kept(path) {
  const found = await (await caches.open(KEPT)).match(path);
  const octets = await found?.arrayBuffer();
  if (octets === undefined || !(await isOurs(path, octets))) return null;
  const policy = self.POLICIES[path] ?? self.POLICIES.page;
  return new Response(octets, {
    headers: {
      "Content-Type": TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream",
      "Content-Security-Policy": policy,
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
    },
  });
}

async function isOurs(path, octets) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", octets));
  return btoa(String.fromCharCode(...digest)) === FILES[path];
}
