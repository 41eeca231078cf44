import type { Problem } from "../state/contract";

/** A refusal with a kebab-name that code may ask about and a sentence that a person may read. */
export class Refusal extends Error implements Problem {
  override readonly name: string;
  readonly title: string;

  constructor(name: string, title: string) {
    super(title);
    this.name = name;
    this.title = title;
  }
}

/** Cryptography never tells why it failed: every failure to open has this one form. */
export function cannotOpen(): Refusal {
  return new Refusal("cannot-open", "This could not be opened with your keys.");
}

export function locked(): Refusal {
  return new Refusal("locked", "The vault is locked. Log in again.");
}

export function asRefusal(problem: unknown): Refusal {
  return problem instanceof Refusal ? problem : cannotOpen();
}
