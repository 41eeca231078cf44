// Answers and forwards: who gets them, what the subject becomes, how the old text is quoted. Pure; what comes in as HTML
// must be clean already (sanitise.ts).

import type { Attachment, Draft, OpenMessage, Person, Summary } from "../state/contract";
import { distinct, inWords } from "./addresses";
import { fullDate } from "./format";

export const emptyDraft: Draft = {
  to: [],
  cc: [],
  bcc: [],
  subject: "",
  html: "",
  attachments: [],
  inReplyTo: [],
  references: [],
  replacesDraftId: null,
  answersId: null,
};

export function escaped(text: string): string {
  return text.replace(/&/gu, "&amp;").replace(/</gu, "&lt;").replace(/>/gu, "&gt;").replace(/"/gu, "&quot;");
}

/** Plain text as simple HTML, each line its own, empty lines kept. */
export function paragraphs(text: string): string {
  return text
    .replace(/\r\n?/gu, "\n")
    .split("\n")
    .map((line) => `<div>${line === "" ? "<br>" : escaped(line)}</div>`)
    .join("");
}

/** RFC 5322 §3.6.5: one "Re: ", whatever was there before. */
export function answerSubject(subject: string): string {
  return `Re: ${subject.replace(/^\s*((re|aw|sv|antw)(\[\d+\])?\s*:\s*)+/iu, "")}`.trimEnd();
}

export function forwardSubject(subject: string): string {
  return `Fwd: ${subject.replace(/^\s*((fwd?|wg|tr)\s*:\s*)+/iu, "")}`.trimEnd();
}

/** Who an answer goes to. An answer to one's own message goes to the people that the message went to. */
export function answerTo(summary: Summary, me: string, all: boolean): { to: Person[]; cc: Person[] } {
  const mine = [{ name: "", email: me }];
  const own = summary.from.some((each) => each.email.toLowerCase() === me.toLowerCase());
  const wished = summary.replyTo.length > 0 ? summary.replyTo : summary.from;
  const first = distinct(own ? summary.to : wished, mine);
  const to = first.length > 0 ? first : distinct(own ? summary.to : wished);
  const cc = all ? distinct(own ? summary.cc : [...summary.to, ...summary.cc], [...mine, ...to]) : [];
  return { to, cc };
}

/** RFC 5322 §3.6.4: the parent's References (else its In-Reply-To) and then its Message-ID. */
export function referencesOf(summary: Summary): string[] {
  const before = summary.references.length > 0 ? summary.references : summary.inReplyTo.slice(0, 1);
  return [...new Set([...before, ...summary.messageId])];
}

function dateOf(message: OpenMessage): string {
  return message.line.summary?.date ?? message.line.receivedAt;
}

export function answerDraft(message: OpenMessage, cleanHtml: string, me: string, all: boolean, language?: string): Draft {
  const summary = message.line.summary;
  if (summary === null) return emptyDraft;
  const sender = summary.from.map(inWords).join(", ");
  const head = `<div>On ${escaped(fullDate(dateOf(message), language))}, ${escaped(sender)} wrote:</div>`;
  return {
    ...emptyDraft,
    ...answerTo(summary, me, all),
    subject: answerSubject(summary.subject),
    html: `<div><br></div><div><br></div>${head}<blockquote type="cite">${cleanHtml}</blockquote>`,
    inReplyTo: summary.messageId,
    references: referencesOf(summary),
    answersId: message.line.id,
  };
}

/** INVARIANT: the forwarded head never names Bcc, also when one forwards what one sent oneself. */
export function forwardDraft(message: OpenMessage, cleanHtml: string, language?: string): Draft {
  const summary = message.line.summary;
  if (summary === null) return emptyDraft;
  const rows: [string, string][] = [
    ["From", summary.from.map(inWords).join(", ")],
    ["Date", fullDate(dateOf(message), language)],
    ["Subject", summary.subject],
    ["To", summary.to.map(inWords).join(", ")],
    ["Cc", summary.cc.map(inWords).join(", ")],
  ];
  const head = rows
    .filter(([, value]) => value !== "")
    .map(([label, value]) => `<div><b>${label}:</b> ${escaped(value)}</div>`)
    .join("");
  return {
    ...emptyDraft,
    subject: forwardSubject(summary.subject),
    html: `<div><br></div><div>Forwarded message</div>${head}<div><br></div>${cleanHtml}`,
    attachments: message.attachments.filter((each: Attachment) => !each.inline),
    references: referencesOf(summary),
  };
}

/** A stored draft, taken up again. Here and only here Bcc is shown: to the one who wrote it. */
export function resumedDraft(message: OpenMessage, cleanHtml: string): Draft {
  const summary = message.line.summary;
  if (summary === null) return emptyDraft;
  return {
    ...emptyDraft,
    to: summary.to,
    cc: summary.cc,
    bcc: summary.bcc,
    subject: summary.subject,
    html: cleanHtml,
    attachments: message.attachments,
    inReplyTo: summary.inReplyTo,
    references: summary.references,
    replacesDraftId: message.line.id,
  };
}

/** Text cut at its links, for showing plain mail without building HTML. */
export function linked(text: string): { text: string; href: string | null }[] {
  const pieces: { text: string; href: string | null }[] = [];
  let from = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'’]/giu)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), href: null });
    pieces.push({ text: match[0], href: match[0] });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), href: null });
  return pieces;
}

/** Text at one depth of quoting. */
export interface Block {
  readonly depth: number;
  readonly text: string;
}

/** Plain text as blocks of equal quoting depth. */
export function quoteBlocks(text: string): Block[] {
  const blocks: { depth: number; lines: string[] }[] = [];
  for (const line of text.replace(/\r\n?/gu, "\n").split("\n")) {
    const marks = /^(?:> ?)*/u.exec(line)?.[0] ?? "";
    const depth = marks.replace(/[^>]/gu, "").length;
    const last = blocks[blocks.length - 1];
    if (last !== undefined && last.depth === depth) last.lines.push(line.slice(marks.length));
    else blocks.push({ depth, lines: [line.slice(marks.length)] });
  }
  return blocks.map((block) => ({ depth: block.depth, text: block.lines.join("\n") }));
}

/** The same blocks, long ones cut at line ends, so that a browser need not lay out a long text at once. */
export function sliced(blocks: readonly Block[], size = 16_000): Block[] {
  return blocks.flatMap(({ depth, text }) => {
    const slices: Block[] = [];
    let at = 0;
    while (text.length - at > size) {
      let end = text.indexOf("\n", at + size);
      if (end < 0) break;
      while (end > at && text[end - 1] === "\n") end -= 1; // empty lines begin the next slice, where they show
      slices.push({ depth, text: text.slice(at, end) });
      at = end + 1;
    }
    return [...slices, { depth, text: text.slice(at) }];
  });
}

