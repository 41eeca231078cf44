// Dates, sizes and people as words. Pure: the present moment and the language are given.

import type { Person } from "../state/contract";

const day = 86_400_000;

function midnight(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

/** A date as a list shows it: the hour today, "Yesterday", the weekday this week, then day and month, then the year. */
export function shortDate(iso: string, now: Date, language?: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  const days = Math.round((midnight(now) - midnight(at)) / day);
  if (days === 0) return new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(at);
  if (days === 1) return "Yesterday";
  if (days > 1 && days < 7) return new Intl.DateTimeFormat(language, { weekday: "short" }).format(at);
  if (at.getFullYear() === now.getFullYear()) {
    return new Intl.DateTimeFormat(language, { day: "numeric", month: "short" }).format(at);
  }
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" }).format(at);
}

/** A date in full, for the reader and for quoting. */
export function fullDate(iso: string, language?: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  return new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" }).format(at);
}

export function sizeInWords(octets: number): string {
  if (octets < 1000) return `${octets} B`;
  const units = ["KB", "MB", "GB", "TB"];
  let value = octets / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/, "") : Math.round(value)} ${units[unit]}`;
}

export function nameOf(person: Person): string {
  const name = person.name.trim();
  return name === "" ? person.email : name;
}

/** Names for a list line: full when alone, given names when many. */
export function namesOf(people: readonly Person[]): string {
  const first = people[0];
  if (first === undefined) return "";
  if (people.length === 1) return nameOf(first);
  const short = people.map((person) => nameOf(person).split(/[\s@]/u)[0] ?? "");
  return people.length <= 3 ? short.join(", ") : `${short.slice(0, 2).join(", ")} and ${people.length - 2} more`;
}

export function initialsOf(person: Person): string {
  const words = nameOf(person)
    .replace(/@.*/u, "")
    .split(/[\s._-]+/u)
    .map((word) => word.replace(/[^\p{L}\p{N}]/gu, ""))
    .filter((word) => word !== "");
  const first = [...(words[0] ?? "?")][0] ?? "?";
  const last = words.length > 1 ? ([...(words[words.length - 1] ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}

/** One of `count` steady colours for a person, by address. */
export function hueOf(person: Person, count: number): number {
  let hash = 7;
  for (const letter of person.email.toLowerCase()) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return hash % count;
}

export function countInWords(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
