// What the composer says about how a letter will travel, and whether it may. Pure.

import type { Attachment, Person, RecipientForm } from "../../state/contract";
import { countInWords, nameOf } from "../format";

export interface Outlook {
  readonly words: string;
  readonly sealed: boolean;
  /** Why it cannot be sent yet, or empty. */
  readonly obstacle: string;
}

export function outlook(people: readonly Person[], forms: ReadonlyMap<string, RecipientForm>): Outlook {
  const of = (form: RecipientForm): readonly Person[] =>
    people.filter((person) => (forms.get(person.email.toLowerCase()) ?? "checking") === form);
  const names = (list: readonly Person[]): string => list.map(nameOf).join(", ");
  const readable = of("readable");
  const sealed = of("end-to-end");
  const unknown = of("unknown-local");
  const changed = of("key-changed");
  const obstacle =
    people.length === 0
      ? "Add at least one recipient."
      : unknown.length > 0
        ? `Nobody here has the address ${unknown.map((person) => person.email).join(", ")}. Correct or remove it.`
        : changed.length > 0
          ? `The key of ${names(changed)} has changed. Ask them whether they made a new one, then accept it or remove them.`
          : "";
  if (people.length === 0) return { words: "", sealed: false, obstacle };
  if (sealed.length === people.length) return { words: "End-to-end encrypted for everyone", sealed: true, obstacle };
  if (readable.length === people.length) return { words: "Ordinary mail, readable on its way", sealed: false, obstacle };
  if (readable.length === 0) return { words: "", sealed: false, obstacle };
  const left = countInWords(readable.length, "person gets", "people get");
  return { words: `${left} it as ordinary mail, the others end-to-end encrypted`, sealed: false, obstacle };
}

/** A file as the contract wants it: octets in memory, attached rather than inline. */
export async function attached(file: File): Promise<Attachment> {
  const octets = new Uint8Array(await file.arrayBuffer());
  return { name: file.name, type: file.type || "application/octet-stream", size: octets.length, contentId: null, inline: false, octets };
}
