import type { Octets } from "../vault/octets";

/** One waiting letter as the device keeps it: sealed by the vault, opened by nobody else. */
export interface Kept {
  readonly id: string;
  readonly address: string;
  readonly since: number;
  readonly box: Octets;
  readonly tried: string | null; // the Sent copy of a try of which nobody knows how it ended
}

/** Where waiting letters survive a reload, and a browser that is closed. */
export interface Letters {
  all(address: string): Promise<readonly Kept[]>;
  put(letter: Kept): Promise<void>;
  drop(id: string): Promise<void>;
}

const ROOM = "letters";

export function lettersInDatabase(): Letters {
  return {
    async all(address) {
      const letters = (await inRoom("readonly", (room) => room.getAll())) as Kept[];
      return letters.filter((letter) => letter.address === address).sort((one, other) => one.since - other.since);
    },
    async put(letter) {
      await inRoom("readwrite", (room) => room.put(letter));
    },
    async drop(id) {
      await inRoom("readwrite", (room) => room.delete(id));
    },
  };
}

async function inRoom(mode: IDBTransactionMode, act: (room: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const opening = indexedDB.open("postern waiting", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(ROOM, { keyPath: "id" });
  const database = await settled(opening);
  try {
    const work = database.transaction(ROOM, mode, { durability: "strict" });
    const answer = await settled(act(work.objectStore(ROOM)));
    if (mode === "readwrite") await committed(work);
    return answer;
  } finally {
    database.close();
  }
}

function committed(work: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    work.oncomplete = () => resolve();
    work.onabort = () => reject(work.error ?? new Error("the database refused"));
  });
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the database refused"));
  });
}
