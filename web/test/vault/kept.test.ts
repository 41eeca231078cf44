import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { keptInDatabase } from "../../src/vault/kept";
import { hex, random } from "../../src/vault/octets";

test("the account key is found again for its own address only, until it is forgotten", async () => {
  const kept = keptInDatabase();
  const accountKey = random(32);

  await kept.put("ada@postern.test", accountKey);

  expect(await keptInDatabase().find("ada@postern.test")).toEqual(accountKey);
  expect(await kept.find("eve@postern.test")).toBeNull();
  await kept.forget();
  expect(await kept.find("ada@postern.test")).toBeNull();
});

test("the database holds neither the account key nor a key that can be taken out", async () => {
  const accountKey = random(32);
  await keptInDatabase().put("ada@postern.test", accountKey);

  const entry = await new Promise<Record<string, unknown>>((resolve) => {
    indexedDB.open("postern").onsuccess = (event) => {
      const { result } = event.target as IDBOpenDBRequest;
      result.transaction("kept").objectStore("kept").get("account key").onsuccess = (got) =>
        resolve((got.target as IDBRequest<Record<string, unknown>>).result);
    };
  });

  const octets = Object.values(entry).filter((each) => each instanceof Uint8Array);
  expect(octets.map(hex).join()).not.toContain(hex(accountKey));
  expect((entry["wrapping"] as CryptoKey).extractable).toBe(false);
  await expect(crypto.subtle.exportKey("raw", entry["wrapping"] as CryptoKey)).rejects.toThrow();
});
