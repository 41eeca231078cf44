import type { Address, Attachment as ParsedAttachment, Email } from "postal-mime";
import type { Attachment, Person } from "../state/contract";
import { contentType, field, readEntity } from "./entity";
import { CR, LF, type Octets, utf8 } from "./octets";

const USUAL_FIELDS = ["content-type", "content-transfer-encoding"];

/** What a person reads of a message. */
export interface Mail {
  readonly from: readonly Person[];
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly bcc: readonly Person[];
  readonly replyTo: readonly Person[];
  readonly subject: string;
  readonly date: string | null; // RFC 3339 in UTC, with seconds
  readonly messageId: readonly string[];
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly html: string | null;
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** What is left of a message that is no mail: its octets, to be saved. */
function unreadableMail(octets: Octets): Mail {
  const whole = { name: "message.eml", type: "message/rfc822", contentId: null, inline: false };
  return {
    ...{ from: [], to: [], cc: [], bcc: [], replyTo: [], subject: "", date: null, messageId: [], inReplyTo: [] },
    ...{ references: [], html: null, text: "", attachments: [{ ...whole, size: octets.length, octets }] },
  };
}

/** What reads mail is fetched apart, since the first view needs none of it; ask before a person opens the first message. */
export const mimeLibrary = () => import("postal-mime");

/** A message beyond the bounds is shown as its octets rather than not at all. */
export function readMail(octets: Octets): Promise<Mail> {
  return parse(octets).catch(() => unreadableMail(octets));
}

/** THREAT T-15: depth, header size and nesting are bounded; an attached message stays an attachment. */
async function parse(octets: Octets): Promise<Mail> {
  const { default: PostalMime } = await mimeLibrary();
  const plain = plainMessage(octets);
  const email = await PostalMime.parse(plain?.header ?? octets, {
    maxNestingDepth: 40,
    maxHeadersSize: 1 << 20,
    forceRfc822Attachments: true,
  });
  return {
    from: persons(email.from === undefined ? [] : [email.from]),
    to: persons(email.to),
    cc: persons(email.cc),
    bcc: persons(email.bcc),
    replyTo: persons(email.replyTo),
    subject: email.subject ?? "",
    date: utcDate(email),
    messageId: ids(email.messageId).slice(0, 1),
    inReplyTo: ids(email.inReplyTo),
    references: ids(email.references),
    html: email.html ?? null,
    text: plain?.text ?? email.text ?? "",
    attachments: email.attachments.map(attachment),
  };
}

/**
 * A message of one text whose octets stand for themselves (RFC 2045 §6.2), or null: most long ones are, and the library
 * makes an object of each line (bench/records/page.md). Its text is as the library would give it.
 */
function plainMessage(octets: Octets): { readonly header: Octets; readonly text: string } | null {
  const entity = readEntity(octets);
  const about = entity.fields.map(({ name }) => name).filter((name) => name.startsWith("content-"));
  const isUsual = about.every((name, at) => USUAL_FIELDS.includes(name) && about.indexOf(name) === at);
  const given = field(entity, "content-type") ?? "text/plain";
  const { type, parameters } = contentType(entity);
  const charset = parameters.get("charset")?.toLowerCase() ?? "utf-8";
  const isText = given.toLowerCase().startsWith(type) && type === "text/plain" && charset === "utf-8";
  const encoding = field(entity, "content-transfer-encoding")?.toLowerCase() ?? "7bit";
  const isAsItCame = ["7bit", "8bit", "binary"].includes(encoding) && !parameters.has("format");
  if (!isUsual || !isText || !isAsItCame || entity.body.length === 0) return null;
  const header = octets.subarray(0, octets.length - entity.body.length);
  return { header, text: new TextDecoder().decode(withPlainLineEnds(entity.body)) };
}

/** Each line ends with LF, the last one too. */
function withPlainLineEnds(body: Octets): Octets {
  const lines = new Uint8Array(body.length + 1);
  let length = 0;
  const endLine = () => {
    while (lines[length - 1] === CR) length -= 1;
    lines[length++] = LF;
  };
  for (const octet of body) {
    if (octet === LF) endLine();
    else lines[length++] = octet;
  }
  if (lines[length - 1] !== LF) endLine();
  return lines.subarray(0, length);
}

/** RFC 3339 in UTC with seconds, or null for what is not a date. */
export function rfc3339(date: Date): string | null {
  return Number.isNaN(date.getTime()) ? null : `${date.toISOString().slice(0, 19)}Z`;
}

function utcDate(email: Email): string | null {
  return email.date === undefined ? null : rfc3339(new Date(email.date));
}

function persons(addresses: readonly Address[] | undefined): readonly Person[] {
  return (addresses ?? []).flatMap((address): readonly Person[] => {
    if (address.group !== undefined) return persons(address.group);
    return address.address === "" ? [] : [{ name: address.name, email: address.address }];
  });
}

/** RFC 5322 §3.6.4. LENIENT: Exchange and old list software write ids without angle brackets. */
function ids(value: string | undefined): readonly string[] {
  if (value === undefined) return [];
  const bracketed = [...value.matchAll(/<([^<>\s]+)>/g)].flatMap((match) => match[1] ?? []);
  return bracketed.length > 0 ? bracketed : value.split(/\s+/).filter((word) => word.includes("@"));
}

function attachment(part: ParsedAttachment): Attachment {
  const octets = typeof part.content === "string" ? utf8(part.content) : new Uint8Array(part.content);
  const contentId = part.contentId?.replace(/^<|>$/g, "") ?? null;
  return {
    name: part.filename ?? (part.mimeType === "message/rfc822" ? "message.eml" : "attachment"),
    type: part.mimeType,
    size: octets.length,
    contentId,
    inline: contentId !== null && (part.related === true || part.disposition === "inline"),
    octets,
  };
}
