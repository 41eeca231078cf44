import { ed25519 } from "@noble/curves/ed25519.js";
import { beforeEach, describe, expect, test } from "vitest";
import { KnownWays } from "../../src/reach/known";
import { Router } from "../../src/reach/router";

const HOME = "https://mail.example.org";
const DOOR = "https://door2.example.net:8443";
const NOW = 1_764_150_000_000;
const SECRET = Uint8Array.from({ length: 32 }, () => 7);
const KEY = base64Url(ed25519.getPublicKey(SECRET));

function base64Url(octets: Uint8Array): string {
  return Buffer.from(octets).toString("base64url");
}

function list(number: number, ...origins: readonly string[]): string {
  const lines = ["postern-endpoints 1", "site mail.example.org", "scope public", `number ${number}`];
  const ends = ["made 1764144000", "expires 1766736000", ...origins.map((origin) => `at ${origin}`)];
  const text = [...lines, ...ends].map((line) => `${line}\n`).join("");
  return `${text}sign ${base64Url(ed25519.sign(new TextEncoder().encode(text), SECRET))}\n`;
}

describe("the ways that a page knows", () => {
  let shelf: string | null;
  let ways: KnownWays;

  beforeEach(() => {
    shelf = null;
    ways = new KnownWays(
      { read: () => shelf, write: (text) => (shelf = text) },
      () => NOW,
      () => "any",
    );
    ways.pin(KEY);
  });

  test("are the other origins, for a page from an origin that the list names", () => {
    expect(ways.learn(list(1, HOME, DOOR))).toBe(true);

    expect(ways.others(HOME)).toEqual([DOOR]);
    expect(ways.others(DOOR)).toEqual([HOME]);
  });

  test.each([
    "http://127.0.0.1:8080",
    "https://tunnel.example.com",
    "https://mail.example.org:8443",
    "http://mail.example.org",
  ])("are none for a page from %s, which no list named", (stranger) => {
    ways.learn(list(1, HOME, DOOR));
    ways.noteWorked(DOOR);

    expect(ways.others(stranger)).toEqual([]);
  });

  test("stay known to a page whose origin a list named once and a newer one does not", () => {
    ways.learn(list(1, HOME, DOOR));
    ways.others(HOME);

    expect(ways.learn(list(2, DOOR))).toBe(true);

    expect(ways.others(HOME)).toEqual([DOOR]);
  });

  test("are none for an origin that was dropped before a page came from it", () => {
    ways.learn(list(1, HOME, DOOR));
    ways.learn(list(2, DOOR));

    expect(ways.others(HOME)).toEqual([]);
  });

  test("are forgotten with the key that signed them, and so is where pages came from", () => {
    ways.learn(list(1, HOME, DOOR));
    ways.others(HOME);

    ways.pin(base64Url(ed25519.getPublicKey(SECRET.map(() => 8))));

    expect(ways.others(HOME)).toEqual([]);
    expect(JSON.parse(shelf ?? "{}")).toMatchObject({ homes: [], public: "" });
  });

  test("a page from an origin that no list named asks no other origin, also when its own is dead", async () => {
    ways.learn(list(1, HOME, DOOR));
    const asked: string[] = [];
    const fetch = async (url: string) => {
      asked.push(url);
      throw new TypeError("Failed to fetch");
    };
    const clock = { after: () => null, cancel: () => undefined };
    const router = new Router({ fetch, home: "https://tunnel.example.com", stays: () => false, ...clock }, ways);

    await expect(router.fetch("/api/site", {})).rejects.toThrow();
    await router.settle();

    expect(asked).not.toHaveLength(0);
    expect(asked.filter((url) => !url.startsWith("/"))).toEqual([]);
  });
});
