import type { Kept, Letters } from "../reach/letters";
import { base64, fromBase64, hex, random } from "../vault/octets";
import { Refusal } from "../vault/problem";
import type { Vault } from "../vault/vault";
import type { Draft, WaitingLetter } from "./contract";
import { isNetwork, type Outbox } from "./outbox";

interface Held {
  readonly kept: Kept;
  readonly draft: Draft;
}

type Send = (draft: Draft, tries: (emailId: string) => Promise<void>) => Promise<void>;

/** Letters that wait for a route. They are sealed with the account key, and leave oldest first. */
export class Waiting {
  letters = $state.raw<readonly WaitingLetter[]>([]);
  readonly #letters: Letters;
  readonly #vault: Vault;
  readonly #now: () => number;
  readonly #held = new Map<string, Held>();
  #flushing = false;

  constructor(letters: Letters, vault: Vault, now: () => number) {
    this.#letters = letters;
    this.#vault = vault;
    this.#now = now;
  }

  /** When an account opens: what it left on this device. */
  async load(address: string): Promise<void> {
    this.forget();
    for (const kept of await this.#letters.all(address).catch(() => [])) {
      const text = await this.#vault.openWaiting(kept.box).catch(() => null);
      if (text !== null) this.#hold({ kept, draft: read(text) });
    }
  }

  /** Of the account, not of the device. */
  forget(): void {
    this.#held.clear();
    this.letters = [];
  }

  async add(address: string, draft: Draft, tried: string | null): Promise<void> {
    const box = await this.#vault.sealWaiting(write(draft));
    const kept: Kept = { id: hex(random(16)), address, since: this.#now(), box, tried };
    await this.#letters.put(kept);
    this.#hold({ kept, draft });
  }

  async takeBack(id: string): Promise<Draft> {
    const held = this.#held.get(id);
    if (held === undefined) throw new Refusal("not-found", "This message does not wait any more.");
    await this.#drop(id);
    return held.draft;
  }

  /** Sends what waits, until one finds no route again. */
  async flush(outbox: Outbox, send: Send): Promise<void> {
    if (this.#flushing) return;
    this.#flushing = true;
    try {
      for (const held of [...this.#held.values()]) await this.#leave(held, outbox, send);
    } catch (problem) {
      if (!isNetwork(problem)) throw problem;
    } finally {
      this.#flushing = false;
    }
  }

  async #leave({ kept, draft }: Held, outbox: Outbox, send: Send): Promise<void> {
    if (kept.tried !== null) {
      if (await outbox.isSubmitted(kept.tried)) return this.#drop(kept.id);
      await outbox.withdraw(kept.tried);
    }
    try {
      await send(draft, async (tried) => {
        const now: Kept = { ...kept, tried };
        await this.#letters.put(now);
        this.#held.set(kept.id, { kept: now, draft });
      });
      await this.#drop(kept.id);
    } catch (problem) {
      if (isNetwork(problem)) throw problem;
      this.#tell(kept.id, problem instanceof Refusal ? problem.title : "The server would not take it.");
    }
  }

  #hold(held: Held): void {
    this.#held.set(held.kept.id, held);
    const { to, cc, bcc, subject } = held.draft;
    const letter = { id: held.kept.id, since: held.kept.since, to: [...to, ...cc, ...bcc], subject, problem: "" };
    this.letters = [...this.letters, letter];
  }

  #tell(id: string, problem: string): void {
    this.letters = this.letters.map((letter) => (letter.id === id ? { ...letter, problem } : letter));
  }

  async #drop(id: string): Promise<void> {
    await this.#letters.drop(id);
    this.#held.delete(id);
    this.letters = this.letters.filter((letter) => letter.id !== id);
  }
}

function write(draft: Draft): string {
  const attachments = draft.attachments.map((file) => ({ ...file, octets: base64(Uint8Array.from(file.octets)) }));
  return JSON.stringify({ ...draft, attachments });
}

function read(text: string): Draft {
  const draft = JSON.parse(text) as Draft & { attachments: readonly { octets: unknown }[] };
  const attachments = draft.attachments.map((file) => ({ ...file, octets: fromBase64(String(file.octets)) }));
  return { ...draft, attachments };
}
