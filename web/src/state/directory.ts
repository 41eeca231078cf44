import type { Web } from "../jmap/web";
import { asRefusal, Refusal } from "../vault/problem";
import type { Fingerprints, Recipient, ServedKeys } from "../vault/protocol";
import type { Vault } from "../vault/vault";
import type { RecipientForm } from "./contract";
import { canonicalAddress } from "./gate";

/** What is known of a local address. */
type Found =
  | { readonly kind: "keys"; readonly served: ServedKeys; readonly fingerprints: Fingerprints }
  | { readonly kind: "none" }
  | { readonly kind: "bad" };

export interface Pins {
  read(): Readonly<Record<string, string>>;
  add(pins: Readonly<Record<string, string>>): Promise<void>;
}

/** Who gets which form of a message. */
export interface Addressed {
  readonly sealed: readonly Recipient[];
  readonly readable: readonly string[];
}

const FRESH_MILLISECONDS = 5 * 60_000;
const ROLE_ADDRESSES = new Set(["postmaster", "abuse"]);

/** THREAT T-08: keys of other people, verified by their key list and held to what was seen before. */
export class Directory {
  readonly #web: Web;
  readonly #vault: Vault;
  readonly #pins: Pins;
  readonly #domains: () => readonly string[];
  readonly #now: () => number;
  readonly #found = new Map<string, { readonly at: number; readonly found: Promise<Found> }>();

  constructor(web: Web, vault: Vault, pins: Pins, domains: () => readonly string[], now: () => number) {
    this.#web = web;
    this.#vault = vault;
    this.#pins = pins;
    this.#domains = domains;
    this.#now = now;
  }

  async formOf(email: string): Promise<RecipientForm> {
    const address = this.#localAddress(email);
    if (address === null) return "readable";
    const found = await this.#find(address);
    if (found.kind === "none") return ROLE_ADDRESSES.has(address.split("@")[0] ?? "") ? "readable" : "unknown-local";
    return found.kind === "keys" && this.#agrees(address, found.fingerprints) ? "end-to-end" : "key-changed";
  }

  /** The person says that the new key is right. One that does not verify cannot be accepted. */
  async accept(email: string): Promise<void> {
    const address = this.#localAddress(email);
    if (address === null) return;
    this.#found.delete(address);
    const found = await this.#find(address);
    if (found.kind !== "keys")
      throw new Refusal("bad-keys", "The keys that the server gave do not belong to this address.");
    await this.#pins.add({ [address]: found.fingerprints.v6 });
  }

  /** Splits recipients by form and pins every key that is used for the first time. Refuses rather than downgrade. */
  async address(emails: readonly string[]): Promise<Addressed> {
    const sealed: Recipient[] = [];
    const readable: string[] = [];
    const fresh: Record<string, string> = {};
    for (const email of emails) {
      const form = await this.formOf(email);
      const address = this.#localAddress(email);
      if (form === "readable" || address === null) {
        readable.push(email);
        continue;
      }
      const found = await this.#find(address);
      if (form !== "end-to-end" || found.kind !== "keys") throw unreachable(email, form);
      sealed.push({ email, keys: found.served });
      if (this.#pins.read()[address] === undefined) fresh[address] = found.fingerprints.v6;
    }
    if (Object.keys(fresh).length > 0) await this.#pins.add(fresh);
    return { sealed, readable };
  }

  /** The keys that may verify a sender's signature, when the address is local and nothing speaks against them. */
  async signer(email: string | undefined): Promise<ServedKeys | null> {
    try {
      const address = email === undefined ? null : this.#localAddress(email);
      if (address === null) return null;
      const found = await this.#find(address);
      return found.kind === "keys" && this.#agrees(address, found.fingerprints) ? found.served : null;
    } catch {
      return null;
    }
  }

  /** The account that a local address belongs to: a tag after "+" is the person's own sorting. */
  #localAddress(email: string): string | null {
    const address = canonicalAddress(email);
    const at = address.lastIndexOf("@");
    if (!this.#domains().includes(address.slice(at + 1))) return null;
    return `${address.slice(0, at).split("+")[0] ?? ""}${address.slice(at)}`;
  }

  #agrees(address: string, seen: Fingerprints): boolean {
    const pin = this.#pins.read()[address];
    return pin === undefined || pin === seen.v6;
  }

  #find(address: string): Promise<Found> {
    const known = this.#found.get(address);
    if (known !== undefined && this.#now() - known.at < FRESH_MILLISECONDS) return known.found;
    const found = this.#ask(address);
    this.#found.set(address, { at: this.#now(), found });
    found.catch(() => this.#found.delete(address));
    return found;
  }

  async #ask(address: string): Promise<Found> {
    try {
      const served = await this.#web.json<ServedKeys>("GET", `/api/keys?address=${encodeURIComponent(address)}`);
      if (served.address !== address) return { kind: "bad" };
      return { kind: "keys", served, fingerprints: await this.#vault.checkKeys(served) };
    } catch (problem) {
      const { name } = asRefusal(problem);
      if (name === "not-found") return { kind: "none" };
      if (name === "bad-keys") return { kind: "bad" };
      throw problem;
    }
  }
}

function unreachable(email: string, form: RecipientForm): Refusal {
  if (form === "unknown-local") return new Refusal("unknown-recipient", `There is no ${email} here.`);
  return new Refusal("key-changed", `The keys of ${email} have changed. Check with them before you send.`);
}
