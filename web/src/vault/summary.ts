import type { AttachmentNote, AuthNote, Person, Summary } from "../state/contract";
import type { Mail } from "./mime";
import { fromUtf8, type Octets, utf8 } from "./octets";
import { plainText, previewOf } from "./plain";

/** docs/format/stored-message.md, "Summary": what is sealed, with what the views do not need. */
export interface StoredSummary extends Summary {
  readonly envelopeFrom: string;
  readonly opened: boolean; // made from the inside of an encrypted message
}

const MOST_OCTETS = 24 * 1024;
const MOST_PERSONS = 100;
const PROTECTIONS = ["none", "pgp-encrypted", "pgp-signed", "smime"] as const;

export function summaryOf(mail: Mail, size: number, arrived: Partial<StoredSummary> = {}): StoredSummary {
  return {
    from: mail.from,
    to: mail.to,
    cc: mail.cc,
    bcc: mail.bcc,
    replyTo: mail.replyTo,
    subject: mail.subject,
    date: mail.date,
    preview: previewOf(mail.text.trim() === "" ? plainText(mail.html ?? "") : mail.text),
    attachments: mail.attachments.filter((each) => !each.inline).map(({ name, type, size }) => ({ name, type, size })),
    messageId: mail.messageId,
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    size,
    protection: arrived.protection ?? "none",
    auth: arrived.auth ?? [],
    envelopeFrom: arrived.envelopeFrom ?? "",
    opened: arrived.opened ?? false,
  };
}

/** Cuts in the order preview, references, to and cc beyond 100, until it fits 24 KiB. */
export function writeSummary(summary: StoredSummary): Octets {
  const { opened, date, ...rest } = summary;
  const whole = { v: 1, ...rest, ...(date === null ? {} : { date }), ...(opened ? { opened } : {}) };
  const cuts = [
    whole,
    { ...whole, preview: "" },
    { ...whole, preview: "", references: whole.references.slice(0, 1) },
    { ...whole, preview: "", references: [], to: few(whole.to), cc: few(whole.cc), bcc: few(whole.bcc) },
    { ...whole, preview: "", references: [], to: [], cc: [], bcc: [], attachments: [], subject: few(whole.subject) },
  ];
  const written = cuts.map((cut) => utf8(JSON.stringify(cut)));
  return written.find((octets) => octets.length <= MOST_OCTETS) ?? utf8('{"v":1}');
}

/** Unknown members are ignored and absent means empty; a server may have sealed anything, so every type is checked. */
export function readSummary(octets: Octets): StoredSummary {
  const parsed: unknown = JSON.parse(fromUtf8(octets));
  const from = isObject(parsed) ? parsed : {};
  return {
    from: list(from["from"], person),
    to: list(from["to"], person),
    cc: list(from["cc"], person),
    bcc: list(from["bcc"], person),
    replyTo: list(from["replyTo"], person),
    subject: text(from["subject"]),
    date: typeof from["date"] === "string" ? from["date"] : null,
    preview: text(from["preview"]),
    attachments: list(from["attachments"], attachmentNote),
    messageId: list(from["messageId"], text),
    inReplyTo: list(from["inReplyTo"], text),
    references: list(from["references"], text),
    size: count(from["size"]),
    protection: PROTECTIONS.find((each) => each === from["protection"]) ?? "none",
    auth: list(from["auth"], authNote),
    envelopeFrom: text(from["envelopeFrom"]),
    opened: from["opened"] === true,
  };
}

function few<T extends string | readonly unknown[]>(many: T): T {
  return many.slice(0, typeof many === "string" ? 1000 : MOST_PERSONS) as T;
}

function list<T>(value: unknown, read: (each: unknown) => T): readonly T[] {
  return Array.isArray(value) ? value.map(read) : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function count(value: unknown): number {
  return typeof value === "number" && value >= 0 ? value : 0;
}

function person(value: unknown): Person {
  const from = isObject(value) ? value : {};
  return { name: text(from["name"]), email: text(from["email"]) };
}

function attachmentNote(value: unknown): AttachmentNote {
  const from = isObject(value) ? value : {};
  return { name: text(from["name"]), type: text(from["type"]), size: count(from["size"]) };
}

function authNote(value: unknown): AuthNote {
  const from = isObject(value) ? value : {};
  return { method: text(from["method"]), result: text(from["result"]), domain: text(from["domain"]) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
