import type { Attachment, Person } from "../state/contract";
import { dateTime, type HeaderField, mailboxes, messageIds, parameter, unstructured, write } from "./header";
import { base64, hex, type Octets, random, utf8 } from "./octets";
import { plainText } from "./plain";

/** What the person wrote, with what the client adds. No time zone, program or network address goes in. */
export interface Outgoing {
  readonly from: Person;
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly bcc: readonly Person[];
  readonly subject: string;
  readonly html: string;
  readonly attachments: readonly Attachment[];
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly messageId: string;
  readonly date: Date;
}

/** A MIME entity before it is written: the content fields and the lines below them. */
export interface Content {
  readonly fields: readonly HeaderField[];
  readonly body: string;
}

export function newMessageId(domain: string): string {
  return `${hex(random(16))}@${domain}`;
}

/** The fields of RFC 5322 §3.6, without Bcc: only the sender's own copy has that. */
export function headerOf(mail: Outgoing): readonly HeaderField[] {
  const optional = (name: string, value: string): readonly HeaderField[] => (value === "" ? [] : [{ name, value }]);
  const hidden = mail.to.length === 0 && mail.cc.length === 0;
  return [
    { name: "Date", value: dateTime(mail.date) },
    { name: "From", value: mailboxes([mail.from]) },
    ...optional("To", hidden ? "undisclosed-recipients:;" : mailboxes(mail.to)),
    ...optional("Cc", mailboxes(mail.cc)),
    { name: "Subject", value: unstructured(mail.subject) },
    { name: "Message-ID", value: messageIds([mail.messageId]) },
    ...optional("In-Reply-To", messageIds(mail.inReplyTo)),
    ...optional("References", messageIds(mail.references)),
  ];
}

/** Text and HTML as alternatives, pictures of the HTML related to it, attachments beside them. */
export function contentOf(mail: Outgoing): Content {
  const pictures = mail.attachments.filter((each) => each.inline && each.contentId !== null);
  const files = mail.attachments.filter((each) => !pictures.includes(each));
  const html = textPart("html", mail.html);
  const rich = pictures.length === 0 ? html : multipart("related", [html, ...pictures.map(filePart)]);
  const words = multipart("alternative", [textPart("plain", plainText(mail.html)), rich]);
  return files.length === 0 ? words : multipart("mixed", [words, ...files.map(filePart)]);
}

/** The readable message. `bcc` belongs to the sender's own copy and is empty for what leaves. */
export function writeMessage(header: readonly HeaderField[], bcc: readonly Person[], content: Content): Octets {
  const blind = bcc.length === 0 ? [] : [{ name: "Bcc", value: mailboxes(bcc) }];
  const version = { name: "MIME-Version", value: "1.0" };
  return utf8(writeContent({ ...content, fields: [...header, ...blind, version, ...content.fields] }));
}

export function writeContent(content: Content): string {
  return `${write(content.fields)}\r\n${content.body}`;
}

export function multipart(kind: string, parts: readonly Content[], more = ""): Content {
  const boundary = hex(random(18));
  const written = parts.map((part) => `--${boundary}\r\n${writeContent(part)}`);
  return {
    fields: [{ name: "Content-Type", value: `multipart/${kind}${more}; boundary="${boundary}"` }],
    body: `${written.map((part) => `${part}\r\n`).join("")}--${boundary}--\r\n`,
  };
}

function textPart(kind: "plain" | "html", text: string): Content {
  return {
    fields: [
      { name: "Content-Type", value: `text/${kind}; charset=utf-8` },
      { name: "Content-Transfer-Encoding", value: "quoted-printable" },
    ],
    body: quotedPrintable(text),
  };
}

function filePart(file: Attachment): Content {
  const type = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/i.test(file.type) ? file.type : "application/octet-stream";
  // RFC 2046 §5.2.1: message/rfc822 may not be base64, so an attached message travels as plain octets.
  const safe = /^(message|multipart)\//i.test(type) ? "application/octet-stream" : type;
  const identity = file.contentId === null ? [] : [{ name: "Content-ID", value: messageIds([file.contentId]) }];
  return {
    fields: [
      { name: "Content-Type", value: `${safe}; ${parameter("name", file.name)}` },
      { name: "Content-Transfer-Encoding", value: "base64" },
      ...identity,
      {
        name: "Content-Disposition",
        value: `${file.inline ? "inline" : "attachment"}; ${parameter("filename", file.name)}`,
      },
    ],
    body: (base64(file.octets).match(/.{1,76}/g) ?? []).join("\r\n"),
  };
}

/** RFC 2045 §6.7: lines of at most 76 letters. A dot or an F that opens a line is encoded, for SMTP and for mbox. */
export function quotedPrintable(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => softBreaks([...utf8(line)].map((octet, at, all) => quoted(octet, at === all.length - 1))))
    .join("\r\n");
}

function quoted(octet: number, last: boolean): string {
  const space = octet === 0x20 || octet === 0x09;
  if ((space && !last) || (octet > 0x20 && octet < 0x7f && octet !== 0x3d)) return String.fromCharCode(octet);
  return `=${octet.toString(16).toUpperCase().padStart(2, "0")}`;
}

function softBreaks(letters: readonly string[]): string {
  const lines: string[] = [];
  let line = "";
  for (const letter of letters) {
    if (line.length + letter.length > 75) {
      lines.push(`${line}=`);
      line = "";
    }
    line += line === "" && (letter === "." || letter === "F") ? `=${letter === "." ? "2E" : "46"}` : letter;
  }
  return [...lines, line].join("\r\n");
}
