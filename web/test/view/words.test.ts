import { describe, expect, test } from "vitest";
import { distinct, isAddress, parseMailto, parsePeople } from "../../src/view/addresses";
import { initialsOf, namesOf, shortDate, sizeInWords } from "../../src/view/format";
import { window } from "../../src/view/mail/window";
import { isAcceptable, strengthOf } from "../../src/view/strength";
import { outlook } from "../../src/view/compose/outbound";

const now = new Date(2026, 10, 23, 15, 0);

describe("dates in a list", () => {
  test.each([
    [new Date(2026, 10, 23, 9, 5), "9:05 AM"],
    [new Date(2026, 10, 22, 23, 59), "Yesterday"],
    [new Date(2026, 10, 18, 8, 0), "Wed"],
    [new Date(2026, 10, 16, 8, 0), "Nov 16"],
    [new Date(2025, 10, 23, 8, 0), "Nov 23, 2025"],
    [new Date(2026, 10, 24, 8, 0), "Nov 24"],
  ])("%s is short", (at, words) => {
    const shown = shortDate(at.toISOString(), now, "en-US").replace(/\s/gu, " ");

    expect(shown).toBe(words);
  });

  test("a broken date is no date", () => {
    expect(shortDate("yesterday-ish", now)).toBe("");
  });
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1 KB"],
  [1249, "1.2 KB"],
  [999_600, "1 MB"],
  [4_812_331, "4.8 MB"],
  [25_000_000, "25 MB"],
])("%d octets in words", (octets, words) => {
  expect(sizeInWords(octets)).toBe(words);
});

test("many senders are given names, and the rest a number", () => {
  const people = ["Ada Okonkwo", "Bo Ek", "Cy Dee", "Di Eff"].map((name) => ({ name, email: "x@y.test" }));

  expect(namesOf(people)).toBe("Ada, Bo and 2 more");
  expect(namesOf(people.slice(0, 2))).toBe("Ada, Bo");
  expect(namesOf(people.slice(0, 1))).toBe("Ada Okonkwo");
  expect(initialsOf({ name: "", email: "heron-7731@x.test" })).toBe("H7");
});

describe("recipients as people type them", () => {
  test.each([
    ["ada@example.org", [{ name: "", email: "ada@example.org" }]],
    ["Ada <ada@example.org>; bo@example.org", [{ name: "Ada", email: "ada@example.org" }, { name: "", email: "bo@example.org" }]],
    ['"Okonkwo, Ada" <ada@example.org>', [{ name: "Okonkwo, Ada", email: "ada@example.org" }]],
    ["a@example.org\nb@example.org", [{ name: "", email: "a@example.org" }, { name: "", email: "b@example.org" }]],
    ["<ada@example.org>", [{ name: "", email: "ada@example.org" }]],
    ["jürgen@bücher.example", [{ name: "", email: "jürgen@bücher.example" }]],
  ])("%j", (text, people) => {
    expect(parsePeople(text)).toEqual({ people, rest: [] });
  });

  test("what is no address is left over, and nothing else is lost", () => {
    const found = parsePeople("ada@example.org, bob, @x, c@d..e, .a@b.test");

    expect(found.people).toEqual([{ name: "", email: "ada@example.org" }]);
    expect(found.rest).toEqual(["bob", "@x", "c@d..e", ".a@b.test"]);
  });

  test("a header cannot be smuggled into an address", () => {
    expect(isAddress("a@b.test\r\nBcc: c@d.test")).toBe(false);
    expect(isAddress("a b@c.test")).toBe(false);
    expect(isAddress(`${"x".repeat(65)}@c.test`)).toBe(false);
  });

  test("the same address twice is one person", () => {
    const people = parsePeople("Ada <ada@x.test>, ADA@x.test, bo@x.test").people;

    expect(distinct(people, [{ name: "", email: "BO@x.test" }])).toEqual([{ name: "Ada", email: "ada@x.test" }]);
  });

  test("a mail link is a letter with recipients and a subject", () => {
    const link = parseMailto("mailto:a@x.test,b@x.test?subject=Hello%20there&cc=c@x.test&bcc=evil@x.test&body=Hi%0AYou");

    expect(link).toEqual({
      to: [{ name: "", email: "a@x.test" }, { name: "", email: "b@x.test" }],
      cc: [{ name: "", email: "c@x.test" }],
      subject: "Hello there",
      body: "Hi\nYou",
    });
    expect(parseMailto("javascript:alert(1)")).toBeNull();
  });
});

describe("passwords", () => {
  test.each(["password1234", "aaaaaaaaaaaaaaaa", "qwertyqwerty", "12345678901234", "short", "abcdefghijklmnop"])("%s will not do", (password) => {
    expect(isAcceptable(password)).toBe(false);
  });

  test.each(["copper lantern winter gate", "vR7#kq2!pLx9", "tschüss grüne wiese im mai"])("%s will do", (password) => {
    expect(isAcceptable(password)).toBe(true);
    expect(strengthOf(password).step).toBeGreaterThan(1);
  });
});

test("of a hundred thousand lines only those in sight are drawn", () => {
  expect(window(0, 800, 84, 100_000)).toEqual({ from: 0, to: 18 });
  expect(window(84 * 50_000, 800, 84, 100_000)).toEqual({ from: 49_992, to: 50_018 });
  expect(window(84 * 100_000, 800, 84, 100_000)).toEqual({ from: 99_992, to: 100_000 });
  expect(window(500, 800, 84, 0)).toEqual({ from: 0, to: 0 });
});

describe("what the composer says of the way", () => {
  const ada = { name: "Ada", email: "Ada@x.test" };
  const bo = { name: "Bo", email: "bo@y.test" };

  test("all sealed, none sealed, some sealed", () => {
    expect(outlook([ada], new Map([["ada@x.test", "end-to-end"]]))).toMatchObject({ sealed: true, obstacle: "" });
    expect(outlook([bo], new Map([["bo@y.test", "readable"]]))).toMatchObject({ sealed: false, obstacle: "" });
    expect(outlook([ada, bo], new Map([["ada@x.test", "end-to-end"], ["bo@y.test", "readable"]])).words).toMatch(/^1 person gets it as ordinary mail/u);
  });

  test("nobody, an unknown local address and a changed key stop the letter", () => {
    expect(outlook([], new Map()).obstacle).not.toBe("");
    expect(outlook([ada], new Map([["ada@x.test", "unknown-local"]])).obstacle).toContain("Ada@x.test");
    expect(outlook([ada], new Map([["ada@x.test", "key-changed"]])).obstacle).toContain("accept");
  });
});
