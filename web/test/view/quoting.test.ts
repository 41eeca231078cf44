import { describe, expect, test } from "vitest";
import type { OpenMessage, Person, Summary } from "../../src/state/contract";
import { answerDraft, answerSubject, answerTo, forwardDraft, forwardSubject, linked, paragraphs, quoteBlocks, referencesOf, resumedDraft, sliced } from "../../src/view/quoting";

const me: Person = { name: "Nora", email: "nora@postern.test" };
const ada: Person = { name: "Ada <b>", email: "ada@x.test" };
const bo: Person = { name: "Bo", email: "bo@x.test" };
const list: Person = { name: "List", email: "list@x.test" };
const hidden: Person = { name: "Hidden", email: "hidden@x.test" };

const summary: Summary = {
  from: [ada],
  to: [me, bo],
  cc: [{ name: "", email: "BO@x.test" }],
  bcc: [],
  replyTo: [],
  subject: "Plan",
  date: "2026-11-23T20:00:00Z",
  preview: "",
  attachments: [],
  messageId: ["3@x.test"],
  inReplyTo: ["2@x.test"],
  references: ["1@x.test", "2@x.test"],
  size: 1,
  protection: "none",
  auth: [],
};

function message(of: Partial<Summary>): OpenMessage {
  const file = { name: "a.pdf", type: "application/pdf", size: 1, contentId: null, inline: false, octets: new Uint8Array(1) };
  return {
    line: {
      id: "m1",
      threadId: "t1",
      folderIds: ["inbox"],
      receivedAt: "2026-11-23T20:00:00Z",
      seen: true,
      flagged: false,
      answered: false,
      draft: false,
      broken: false,
      summary: { ...summary, ...of },
    },
    trust: { kind: "transport" },
    html: null,
    text: "",
    attachments: [file, { ...file, name: "logo.png", inline: true, contentId: "logo" }],
    source: new Uint8Array(0),
  };
}

describe("who gets an answer", () => {
  test("the sender alone", () => {
    expect(answerTo(summary, me.email, false)).toEqual({ to: [ada], cc: [] });
  });

  test("everybody once, without me", () => {
    expect(answerTo(summary, "NORA@postern.test", true)).toEqual({ to: [ada], cc: [bo] });
  });

  test("whom Reply-To names, before the sender", () => {
    expect(answerTo({ ...summary, replyTo: [list] }, me.email, false).to).toEqual([list]);
  });

  test("the people I wrote to, when the message is mine", () => {
    expect(answerTo({ ...summary, from: [me], to: [ada], cc: [bo], bcc: [hidden] }, me.email, true)).toEqual({ to: [ada], cc: [bo] });
  });

  test("me, when I wrote to myself", () => {
    expect(answerTo({ ...summary, from: [me], to: [me], cc: [] }, me.email, false).to).toEqual([me]);
  });
});

test.each([
  ["Plan", "Re: Plan"],
  ["Re: Plan", "Re: Plan"],
  ["RE: re: AW: Plan", "Re: Plan"],
  ["Re[2]: Plan", "Re: Plan"],
  ["Regarding: Plan", "Re: Regarding: Plan"],
  ["", "Re:"],
])("the answer to %j is %j", (subject, answer) => {
  expect(answerSubject(subject)).toBe(answer);
});

test("a forward is marked once", () => {
  expect(forwardSubject("Fwd: FW: Plan")).toBe("Fwd: Plan");
});

test("references grow by the message that is answered", () => {
  expect(referencesOf(summary)).toEqual(["1@x.test", "2@x.test", "3@x.test"]);
  expect(referencesOf({ ...summary, references: [] })).toEqual(["2@x.test", "3@x.test"]);
});

describe("an answer", () => {
  const draft = answerDraft(message({}), "<p>Old</p>", me.email, true, "en-GB");

  test("quotes what it answers and says whose words they are", () => {
    expect(draft.html).toContain('<blockquote type="cite"><p>Old</p></blockquote>');
    expect(draft.html).toContain("Ada &lt;b&gt; &lt;ada@x.test&gt; wrote:");
  });

  test("knows what it answers", () => {
    expect(draft).toMatchObject({ subject: "Re: Plan", inReplyTo: ["3@x.test"], answersId: "m1", replacesDraftId: null, attachments: [], bcc: [] });
  });
});

describe("Bcc", () => {
  const sent = message({ from: [me], to: [ada], bcc: [hidden] });

  test("is never named when a message is forwarded or answered", () => {
    for (const draft of [forwardDraft(sent, "<p>Old</p>"), answerDraft(sent, "<p>Old</p>", me.email, true)]) {
      expect(JSON.stringify(draft)).not.toContain("hidden");
      expect(JSON.stringify(draft)).not.toContain("Hidden");
    }
  });

  test("comes back in a draft that its writer takes up again", () => {
    expect(resumedDraft(sent, "").bcc).toEqual([hidden]);
    expect(resumedDraft(sent, "").replacesDraftId).toBe("m1");
  });
});

test("a forward takes the files along, without the pictures of the text", () => {
  expect(forwardDraft(message({}), "").attachments.map((each) => each.name)).toEqual(["a.pdf"]);
});

test("plain text becomes HTML that means the same", () => {
  expect(paragraphs("a <b>\r\n\r\nc & d")).toBe("<div>a &lt;b&gt;</div><div><br></div><div>c &amp; d</div>");
});

test("links are found without the stop at the end of a sentence", () => {
  expect(linked("See https://x.test/a(b)?c=1. And http://y.test, please")).toEqual([
    { text: "See ", href: null },
    { text: "https://x.test/a(b)?c=1", href: "https://x.test/a(b)?c=1" },
    { text: ". And ", href: null },
    { text: "http://y.test", href: "http://y.test" },
    { text: ", please", href: null },
  ]);
  expect(linked("javascript:alert(1) is no link").every((piece) => piece.href === null)).toBe(true);
});

test("quoted lines are blocks by depth", () => {
  expect(quoteBlocks("Hi\n> one\n> two\n>> deep\nbye")).toEqual([
    { depth: 0, text: "Hi" },
    { depth: 1, text: "one\ntwo" },
    { depth: 2, text: "deep" },
    { depth: 0, text: "bye" },
  ]);
});

test("a long text is cut at line ends, and nothing of it is lost", () => {
  const lines = Array.from({ length: 4000 }, (_, at) => (at % 7 === 0 ? "" : `line ${at}`)).join("\n");

  const slices = sliced([{ depth: 1, text: lines }], 1000);

  expect(slices.length).toBeGreaterThan(20);
  expect(slices.map(({ text }) => text).join("\n")).toBe(lines);
  expect(slices.slice(0, -1).every(({ depth, text }) => depth === 1 && !text.endsWith("\n"))).toBe(true);
  expect(sliced([{ depth: 0, text: "x".repeat(5000) }], 1000)).toHaveLength(1);
});
