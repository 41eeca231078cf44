// What a person types or pastes into a recipient field, as people. Lenient on purpose: RFC 5322 §3.4 forms, commas,
// semicolons and line ends between, display names with or without quotes.

import type { Person } from "../state/contract";

/** Typed text, cut at the separators that stand outside quotes and angle brackets. */
function split(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  let quoted = false;
  let angled = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    if (letter === "<" && !quoted) angled = true;
    if (letter === ">" && !quoted) angled = false;
    const between = letter === "\n" || (!quoted && !angled && (letter === "," || letter === ";"));
    if (between) {
      parts.push(part);
      part = "";
      quoted = false;
      angled = false;
    } else {
      part += letter;
    }
  }
  return [...parts, part].map((each) => each.trim()).filter((each) => each !== "");
}

/** Whether this can be an address: one @, a local part of at most 64 octets and a domain of letters, digits, dots. */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (at < 1 || new TextEncoder().encode(local).length > 64 || domain.length > 253) return false;
  if (!/^[^\s@<>()[\]\\,;:"]+$/u.test(local) || local.startsWith(".") || local.endsWith(".") || local.includes("..")) {
    return false;
  }
  return domain.split(".").every((label) => /^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u.test(label));
}

function person(text: string): Person | null {
  const form = /^(?<name>.*?)<\s*(?<email>[^<>]*?)\s*>$/su.exec(text);
  const email = (form?.groups?.["email"] ?? text).trim().replace(/^mailto:/iu, "");
  const name = (form?.groups?.["name"] ?? "").trim().replace(/^"(.*)"$/su, "$1").replace(/\\(.)/gu, "$1");
  return isAddress(email) ? { name: name === email ? "" : name, email } : null;
}

/** People that were understood, and the pieces that were not, in order. */
export function parsePeople(text: string): { people: Person[]; rest: string[] } {
  const people: Person[] = [];
  const rest: string[] = [];
  for (const part of split(text)) {
    const found = person(part);
    if (found === null) rest.push(part);
    else people.push(found);
  }
  return { people, rest };
}

/** The same list without a second copy of an address (case does not count) and without those in `others`. */
export function distinct(people: readonly Person[], others: readonly Person[] = []): Person[] {
  const met = new Set(others.map((other) => other.email.toLowerCase()));
  return people.filter((each) => {
    const key = each.email.toLowerCase();
    if (met.has(key)) return false;
    met.add(key);
    return true;
  });
}

export function inWords(each: Person): string {
  return each.name === "" ? each.email : `${each.name} <${each.email}>`;
}

/** RFC 6068 `mailto:` links, as far as a person clicks them: recipients, cc, subject and body. */
export function parseMailto(href: string): { to: Person[]; cc: Person[]; subject: string; body: string } | null {
  if (!/^mailto:/iu.test(href)) return null;
  const [path = "", query = ""] = href.slice(7).split("?", 2);
  const fields = new Map<string, string>();
  for (const pair of query.split("&")) {
    const [key = "", value = ""] = pair.split("=", 2);
    fields.set(key.toLowerCase(), decoded(value));
  }
  return {
    to: parsePeople([decoded(path), fields.get("to") ?? ""].join(",")).people,
    cc: parsePeople(fields.get("cc") ?? "").people,
    subject: fields.get("subject") ?? "",
    body: fields.get("body") ?? "",
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
