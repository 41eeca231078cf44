import type { Person } from "../state/contract";
import { base64, utf8 } from "./octets";

// Header fields as they are written: 7-bit, folded, with encoded words where a person's text needs them.

const LINE = 76;
const ATOM_TEXT = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ ]*$/;

export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

export function write(fields: readonly HeaderField[]): string {
  return fields.map(({ name, value }) => `${fold(`${name}: ${value}`)}\r\n`).join("");
}

/** RFC 5322 §2.2 and RFC 2047: what a person typed, on one logical line. */
export function unstructured(text: string): string {
  const line = text.replace(/[\r\n\t]+/g, " ").trim();
  return isPrintable(line) && !line.includes("=?") ? line : encodedWords(line);
}

export function mailboxes(people: readonly Person[]): string {
  return people.map(mailbox).join(", ");
}

/** RFC 5322 §3.4. An address with line ends or brackets would write other fields, so they are dropped. */
export function mailbox(person: Person): string {
  const address = person.email.replace(/[\r\n<>\s]/g, "");
  const name = person.name.replace(/[\r\n\t]+/g, " ").trim();
  if (name === "" || name === address) return address;
  return `${phrase(name)} <${address}>`;
}

export function messageIds(ids: readonly string[]): string {
  return ids.map((id) => `<${id.replace(/[\r\n<>\s]/g, "")}>`).join(" ");
}

/** RFC 5322 §3.3 in UTC, so that nobody learns a time zone. */
export function dateTime(date: Date): string {
  return date.toUTCString().replace("GMT", "+0000");
}

/** A parameter as RFC 2045 writes it, and where that cannot be as RFC 2231 does, with an ASCII twin for old readers. */
export function parameter(name: string, value: string): string {
  const line = value.replace(/[\r\n\t]+/g, " ");
  const quoted = line.replace(/[^\x20-\x7e]/g, "_").replace(/["\\]/g, "\\$&");
  if (isPrintable(line)) return `${name}="${quoted}"`;
  const octets = [...utf8(line)].map((octet) => {
    const letter = String.fromCharCode(octet);
    return /[A-Za-z0-9!#$&+.^_`|~-]/.test(letter) ? letter : `%${octet.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  return `${name}="${quoted}"; ${extended(name, octets)}`;
}

/** RFC 2231 §3 and §4.1: long values go on in numbered sections. */
function extended(name: string, octets: readonly string[]): string {
  const whole = `UTF-8''${octets.join("")}`;
  if (whole.length <= 60) return `${name}*=${whole}`;
  const sections: string[] = ["UTF-8''"];
  for (const octet of octets) {
    const last = sections.length - 1;
    if ((sections[last] ?? "").length + octet.length > 50) sections.push(octet);
    else sections[last] += octet;
  }
  return sections.map((section, index) => `${name}*${index}*=${section}`).join("; ");
}

function phrase(name: string): string {
  if (!isPrintable(name) || name.includes("=?")) return encodedWords(name);
  return ATOM_TEXT.test(name) ? name : `"${name.replace(/["\\]/g, "\\$&")}"`;
}

/** RFC 2047 §2 and §5: whole characters, each word at most 75 letters, parted by folds. */
function encodedWords(text: string): string {
  const words: string[] = [""];
  for (const character of text) {
    const last = words.length - 1;
    if (utf8((words[last] ?? "") + character).length > 39) words.push(character);
    else words[last] += character;
  }
  return words.map((word) => `=?UTF-8?B?${base64(utf8(word))}?=`).join(" ");
}

/** RFC 5322 §2.2.3: breaks before white space where that keeps lines short. */
function fold(line: string): string {
  const lines: string[] = [""];
  for (const word of line.split(/(?<=\S)(?=\s)/)) {
    const last = lines.length - 1;
    const current = lines[last] ?? "";
    const atName = last === 0 && /^[^\s:]+:$/.test(current);
    if (current !== "" && !atName && current.length + word.length > LINE && word.trim() !== "") lines.push(word);
    else lines[last] = current + word;
  }
  return lines.join("\r\n");
}

function isPrintable(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
