import { fromUtf8, type Octets, random, utf8 } from "./octets";

/** Where the account key survives a reload of the page, until logout. */
export interface Kept {
  put(address: string, accountKey: Octets): Promise<void>;
  find(address: string): Promise<Octets | null>;
  /** A token for the site's other origins; it goes when the account key goes. */
  putToken(token: string): Promise<void>;
  token(): Promise<string | null>;
  any(): Promise<boolean>;
  forget(): Promise<void>;
}

interface Entry {
  readonly wrapping: CryptoKey; // not extractable: script can use it here and now, never carry it off
  readonly nonce: Octets;
  readonly wrapped: Octets;
}

const ROOM = "kept";
const ONLY = "account key";
const TOKEN = "route token";

/** In IndexedDB, under a random AES key that WebCrypto does not hand out. The address is associated data. */
export function keptInDatabase(): Kept {
  return {
    async put(address, accountKey) {
      const entry = await wrap(accountKey, address);
      await inRoom("readwrite", (room) => room.put(entry, ONLY));
    },
    async find(address) {
      return unwrap((await inRoom("readonly", (room) => room.get(ONLY))) as Entry | undefined, address);
    },
    async putToken(token) {
      const entry = await wrap(utf8(token), TOKEN);
      await inRoom("readwrite", (room) => room.put(entry, TOKEN));
    },
    async token() {
      const octets = await unwrap((await inRoom("readonly", (room) => room.get(TOKEN))) as Entry | undefined, TOKEN);
      return octets === null ? null : fromUtf8(octets);
    },
    async any() {
      return (await inRoom("readonly", (room) => room.count(ONLY))) !== 0;
    },
    async forget() {
      await inRoom("readwrite", (room) => room.clear());
    },
  };
}

async function wrap(secret: Octets, label: string): Promise<Entry> {
  const wrapping = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const nonce = random(12);
  const parameters = { name: "AES-GCM", iv: nonce, additionalData: utf8(label) };
  return { wrapping, nonce, wrapped: new Uint8Array(await crypto.subtle.encrypt(parameters, wrapping, secret)) };
}

async function unwrap(entry: Entry | undefined, label: string): Promise<Octets | null> {
  if (entry === undefined) return null;
  try {
    const parameters = { name: "AES-GCM", iv: entry.nonce, additionalData: utf8(label) };
    return new Uint8Array(await crypto.subtle.decrypt(parameters, entry.wrapping, entry.wrapped));
  } catch {
    return null;
  }
}

async function inRoom(mode: IDBTransactionMode, act: (room: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await opened();
  try {
    return await settled(act(database.transaction(ROOM, mode).objectStore(ROOM)));
  } finally {
    database.close();
  }
}

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open("postern", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(ROOM);
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the database refused"));
  });
}
