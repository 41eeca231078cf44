import { describe, expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { KnownWays } from "../../src/reach/known";
import { Router } from "../../src/reach/router";

const HOME = "https://mail.example.org";
const DOOR = "https://door2.example.net:8443";
const KEY = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const VECTOR = readFileSync(new URL("../../../vectors/endpoints/java-01-good.txt", import.meta.url), "utf8");
const LIST = VECTOR.slice(VECTOR.indexOf("\n\n") + 2);

interface Asked {
  readonly url: string;
  readonly init: RequestInit;
}

function ground(alive: ReadonlySet<string>, stays = false) {
  const asked: Asked[] = [];
  let shelf: string | null = null;
  const ways = new KnownWays(
    { read: () => shelf, write: (text) => (shelf = text) },
    () => 1_764_150_000_000,
    () => "any",
  );
  const fetch = async (url: string, init: RequestInit = {}) => {
    asked.push({ url, init });
    const origin = url.startsWith("/") ? HOME : new URL(url).origin;
    if (!alive.has(origin)) throw new TypeError("Failed to fetch");
    return new Response(url.endsWith("/endpoints") ? LIST : "{}");
  };
  const clock = { after: () => null, cancel: () => undefined };
  const router = new Router({ fetch, home: HOME, stays: () => stays, ...clock }, ways);
  return { router, ways, asked, known: () => (ways.pin(KEY), ways.learn(LIST)) };
}

describe("the router", () => {
  test("asks the page's own origin, with nothing added, as long as it answers", async () => {
    const { router, asked, known } = ground(new Set([HOME, DOOR]));
    known();
    router.carry("token");

    await router.fetch("/api/site", {});

    expect(asked.map(({ url }) => url)).toEqual(["/api/site"]);
    expect(new Headers(asked[0]!.init.headers).get("Authorization")).toBeNull();
  });

  test("finds another way, and tells it the token and never a cookie", async () => {
    const { router, asked, known } = ground(new Set([DOOR]));
    known();
    router.carry("token");

    await router.fetch("/api/account", {});

    const last = asked.at(-1)!;
    expect(last.url).toBe(`${DOOR}/api/account`);
    expect(last.init.credentials).toBe("omit");
    expect(new Headers(last.init.headers).get("Authorization")).toBe("Bearer token");
    expect(router.origin).toBe(DOOR);
  });

  test("does not repeat what might send something twice", async () => {
    const { router, asked, known } = ground(new Set([DOOR]));
    known();
    const body = JSON.stringify({ methodCalls: [["EmailSubmission/set", {}, "s"]] });

    await expect(router.fetch("/jmap/api", { method: "POST", body })).rejects.toThrow();

    expect(asked.filter(({ url }) => url.endsWith("/jmap/api"))).toHaveLength(1);
    expect(router.origin).toBe(DOOR); // the next request goes there
  });

  test("asks nobody whom no signed list names", async () => {
    const { router, asked, ways } = ground(new Set([DOOR]));
    ways.learn(LIST); // nobody's key is pinned

    await expect(router.fetch("/api/site", {})).rejects.toThrow();

    expect(asked.every(({ url }) => url.startsWith("/"))).toBe(true);
  });

  test("stays where nobody elsewhere would know the session", async () => {
    const { router, asked, known } = ground(new Set([DOOR]), true);
    known();

    await expect(router.fetch("/api/account", {})).rejects.toThrow();

    expect(asked.every(({ url }) => url.startsWith("/"))).toBe(true);
  });

  test("remembers what worked and begins there the next time", async () => {
    const { router, asked, known } = ground(new Set([DOOR]));
    known();
    await router.settle();
    asked.length = 0;

    await router.settle();

    expect(asked[0]?.url).toBe(`${DOOR}/.well-known/postern/endpoints`);
  });
});
