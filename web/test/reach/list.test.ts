import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { judge } from "../../src/reach/list";

// The files that Java wrote; docs/format/endpoints.md.
const ROOM = new URL("../../../vectors/endpoints/", import.meta.url);

describe("a signed endpoint list", () => {
  test.each(readdirSync(ROOM))("is judged as %s says", (name) => {
    const text = readFileSync(new URL(name, ROOM), "utf8");
    const blank = text.indexOf("\n\n");
    const said = Object.fromEntries(
      text.slice(0, blank).split("\n").map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
    ) as Record<"key" | "site" | "floor" | "now" | "expect", string>;

    const judged = judge(text.slice(blank + 2), said.key, said.site, Number(said.floor), Number(said.now));

    expect("good" in judged ? "good" : judged.refused).toBe(said.expect);
  });

  test("an own list names the same origins as the public one, addresses aside", () => {
    const text = readFileSync(new URL("java-03-good.txt", ROOM), "utf8");
    const list = text.slice(text.indexOf("\n\n") + 2);

    const judged = judge(list, "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "mail.example.org", 0, 1_764_150_000);

    expect("good" in judged && judged.good.origins).toEqual([
      "https://mail.example.org",
      "https://door2.example.net:8443",
      `http://${"a".repeat(55)}d.onion`,
    ]);
  });
});
