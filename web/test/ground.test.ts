import { expect, test } from "vitest";
import { readFile } from "node:fs/promises";

test("the lock file names no registry", async () => {
  const lock = await readFile(new URL("../package-lock.json", import.meta.url), "utf8");

  expect(lock).not.toMatch(/"resolved":/);
});
