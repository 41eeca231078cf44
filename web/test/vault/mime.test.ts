import { readFileSync, readdirSync } from "node:fs";
import PostalMime from "postal-mime";
import { describe, expect, test } from "vitest";
import type { Attachment } from "../../src/state/contract";
import { contentOf, headerOf, type Outgoing, quotedPrintable, writeMessage } from "../../src/vault/compose";
import { canonical, contentType, partsOf, readEntity } from "../../src/vault/entity";
import { parameter, unstructured, write } from "../../src/vault/header";
import { readMail } from "../../src/vault/mime";
import { fromUtf8, type Octets, random, utf8 } from "../../src/vault/octets";
import { plainText, previewOf } from "../../src/vault/plain";
import { readSummary, summaryOf, writeSummary } from "../../src/vault/summary";

// test/fixtures/mail: from github.com/mikel/mail, MIT licence beside the files.
const ROOM = new URL("../fixtures/mail/", import.meta.url);
const fixture = (name: string): Octets => new Uint8Array(readFileSync(new URL(`${name}.eml`, ROOM)));

function file(name: string, type: string, octets: Octets, contentId: string | null = null): Attachment {
  return { name, type, size: octets.length, contentId, inline: contentId !== null, octets };
}

function letter(change: Partial<Outgoing> = {}): Outgoing {
  return {
    from: { name: "Ada Lovelace", email: "ada@postern.test" },
    to: [{ name: "", email: "bob@example.org" }],
    cc: [],
    bcc: [],
    subject: "Lunch",
    html: "<p>At <b>noon</b>?</p>",
    attachments: [],
    inReplyTo: [],
    references: [],
    messageId: "abc@postern.test",
    date: new Date("2026-11-23T20:00:00Z"),
    ...change,
  };
}

const written = (mail: Outgoing): Octets => writeMessage(headerOf(mail), [], contentOf(mail));

describe("a message that leaves", () => {
  test("comes back as it was written", async () => {
    const octets = random(5000);
    const mail = letter({
      to: [
        { name: "Bob, the builder", email: "bob@example.org" },
        { name: "Žofie Kůň", email: "zofie@example.org" },
      ],
      cc: [{ name: "", email: "cc@example.org" }],
      subject: "Příliš žluťoučký kůň úpěl ďábelské ódy, a to dvakrát za jediný večer 🐎🐎🐎🐎🐎🐎🐎🐎",
      html: '<p>Dobrý den,</p><p>viz <a href="https://example.org/a?b=c">odkaz</a> &amp; obrázek <img src="cid:pic@x"></p>',
      attachments: [
        file("smlouva č. 7 – koně.pdf", "application/pdf", octets),
        file("p.png", "image/png", random(10), "pic@x"),
      ],
      inReplyTo: ["one@example.org"],
      references: ["zero@example.org", "one@example.org"],
    });

    const read = await readMail(written(mail));

    expect({ to: read.to, cc: read.cc, from: read.from }).toEqual({ to: mail.to, cc: mail.cc, from: [mail.from] });
    expect(read.subject).toBe(mail.subject);
    expect(read.date).toBe("2026-11-23T20:00:00Z");
    expect([read.messageId, read.inReplyTo, read.references]).toEqual([
      ["abc@postern.test"],
      mail.inReplyTo,
      mail.references,
    ]);
    expect(read.html?.trim()).toBe(mail.html);
    expect(read.text.trim()).toBe("Dobrý den,\n\nviz odkaz <https://example.org/a?b=c> & obrázek");
    expect(read.attachments.map(({ name, inline, contentId }) => ({ name, inline, contentId }))).toEqual([
      { name: "p.png", inline: true, contentId: "pic@x" },
      { name: "smlouva č. 7 – koně.pdf", inline: false, contentId: null },
    ]);
    expect(Buffer.from(read.attachments[1]!.octets).equals(Buffer.from(octets))).toBe(true);
  });

  test("is 7-bit with CRLF and lines of at most 78", () => {
    const mail = letter({
      subject: "ž".repeat(300),
      to: Array.from({ length: 40 }, (_, at) => ({ name: `Člověk ${at}`, email: `person${at}@example.org` })),
      html: `<p>${"slovo ž ".repeat(400)}</p>`,
      attachments: [file(`${"dlouhé jméno ".repeat(20)}.txt`, "text/plain", utf8("x".repeat(500)))],
      references: Array.from({ length: 30 }, (_, at) => `${at}-reference@example.org`),
    });

    const text = fromUtf8(written(mail));

    expect(text).toMatch(/^[\t\r\n\x20-\x7e]*$/);
    expect(text.replace(/\r\n/g, "")).not.toMatch(/[\r\n]/);
    expect(Math.max(...text.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(78);
  });

  test("tells no program, network address, time zone or blind recipient", () => {
    const text = fromUtf8(written(letter({ bcc: [{ name: "Eve", email: "eve@example.org" }] })));

    expect(text).not.toMatch(/eve@example\.org|user-agent|x-mailer|x-originating/i);
    expect(text).toContain("Date: Mon, 23 Nov 2026 20:00:00 +0000\r\n");
  });

  test("to blind recipients only still has a To field", () => {
    expect(fromUtf8(written(letter({ to: [] })))).toContain("To: undisclosed-recipients:;\r\n");
  });

  test("cannot be given fields of its own by subject, name, address or file name", () => {
    const evil = "x\r\nBcc: eve@example.org\r\n\r\nbody";
    const mail = letter({
      subject: evil,
      to: [{ name: evil, email: `bob@example.org${evil}` }],
      inReplyTo: [evil],
      attachments: [file(evil, `text/plain${evil}`, utf8("x"))],
    });

    expect(fromUtf8(written(mail))).not.toMatch(/^Bcc:/m);
  });
});

describe("header fields", () => {
  test("keep characters whole inside encoded words of at most 75 letters", () => {
    const words = unstructured("🐎".repeat(60)).split(" ");

    for (const word of words) {
      expect(word.length).toBeLessThanOrEqual(75);
      const inside = Buffer.from(word.slice(10, -2), "base64").toString("utf8");
      expect(inside).toMatch(/^(🐎)+$/u);
    }
  });

  test("encode text that looks like an encoded word", () => {
    expect(unstructured("=?UTF-8?B?aGk=?=")).toBe(`=?UTF-8?B?${btoa("=?UTF-8?B?aGk=?=")}?=`);
  });

  test("write file names for old and new readers", () => {
    expect(parameter("filename", "plan.pdf")).toBe('filename="plan.pdf"');
    expect(parameter("filename", "plán.pdf")).toBe("filename=\"pl_n.pdf\"; filename*=UTF-8''pl%C3%A1n.pdf");
  });

  test("fold before white space", () => {
    expect(write([{ name: "Subject", value: "word ".repeat(30).trim() }])).toMatch(
      /^Subject: (word ?)+\r\n (word ?)+\r\n/,
    );
  });
});

describe("quoted-printable", () => {
  test.each([
    ["a=b", "a=3Db"],
    ["end \nx", "end=20\r\nx"],
    [".", "=2E"],
    ["From here", "=46rom here"],
    ["ž", "=C5=BE"],
  ])("%j is %j", (text, encoded) => {
    expect(quotedPrintable(text)).toBe(encoded);
  });
});

describe("entities", () => {
  test("parts are cut octet for octet, without the line end of the boundary", () => {
    const body = utf8("preamble\r\n--b\r\nA: 1\r\n\r\none\r\n\r\n--b \r\n\r\ntwo\r\n--b--\r\nend");

    expect(partsOf(body, "b").map(fromUtf8)).toEqual(["A: 1\r\n\r\none\r\n", "\r\ntwo"]);
  });

  test("a content type is read with quotes, folds and a semicolon inside a string", () => {
    const entity = readEntity(utf8('Content-Type: Multipart/Signed;\r\n boundary="a;b\\"c"; Protocol=x\r\n\r\n'));

    expect(contentType(entity)).toEqual({
      type: "multipart/signed",
      parameters: new Map([
        ["boundary", 'a;b"c'],
        ["protocol", "x"],
      ]),
    });
  });

  test("bare line feeds become CRLF and CRLF stays", () => {
    expect(fromUtf8(canonical(utf8("a\nb\r\n\nc")))).toBe("a\r\nb\r\n\r\nc");
  });
});

describe("messages that we did not write", () => {
  const names = readdirSync(ROOM)
    .filter((name) => name.endsWith(".eml"))
    .map((name) => name.slice(0, -4));

  test.each(names)("%s is read and has a summary that reads back", async (name) => {
    const octets = fixture(name);

    const mail = await readMail(octets);

    const summary = summaryOf(mail, octets.length);
    expect(readSummary(writeSummary(summary))).toEqual(summary);
    expect(mail.from.length + mail.text.length + mail.subject.length).toBeGreaterThan(0);
  });

  test.each([
    ["", "a\r\nb\r\n"],
    ["", "no end"],
    ["", "bare\nlines\n\n"],
    ["", "stray\rreturn\r\r\nend\r"],
    ["", "\r\n"],
    ["", "\ufeffGrüße 🐎\r\n"],
    ["Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n", "Grüße\r\n"],
    ["Content-Type: text/plain; format=flowed\r\n", "soft \r\nline\r\n"],
    ["Content-Type: text/plain; charset=us-ascii\r\n", "Grüße\r\n"],
    ["Content-Type: plain\r\n", "broken type\r\n"],
    ["Content-Type: text/plain\r\nContent-Type: text/html\r\n", "<p>two types</p>\r\n"],
    ["Content-Transfer-Encoding: base64\r\n", "SGVsbG8=\r\n"],
    ["Content-Disposition: attachment; filename=a.txt\r\n", "a file\r\n"],
  ])("a message of one text is read as the library reads it: %j %j", async (header, body) => {
    const octets = utf8(`From: a@example.org\r\n${header}\r\n${body}`);

    const { text, html, attachments } = await readMail(octets);

    const expected = await PostalMime.parse(octets);
    expect(text).toBe(expected.text ?? "");
    expect([html, attachments.length]).toEqual([expected.html ?? null, expected.attachments.length]);
  });

  test("ISO-2022-JP text and encoded names come out as Unicode", async () => {
    const mail = await readMail(fixture("japanese_iso_2022"));

    expect([mail.subject, mail.to[0]?.name, mail.text.trim()]).toEqual(["まみむめも", "みける", "すみません。"]);
  });

  test("nested beyond the bound is left as octets to save", async () => {
    const deep = Array.from(
      { length: 60 },
      (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
    ).join("");

    const mail = await readMail(utf8(`${deep}\r\nend`));

    expect(mail.attachments.map(({ name, size }) => [name, size])).toEqual([["message.eml", deep.length + 5]]);
  });

  test("a broken date is no date", async () => {
    expect((await readMail(fixture("bad_date_header2"))).date).toBeNull();
  });

  test("reply ids have no brackets", async () => {
    const mail = await readMail(fixture("raw_email_reply"));

    expect(mail.inReplyTo).toEqual(["348F04F142D69C21-291E56D292BC@xxxx.net"]);
    expect(mail.references).toEqual(["473FF3B8.9020707@xxx.org", "348F04F142D69C21-291E56D292BC@xxxx.net"]);
  });
});

describe("plain text of HTML", () => {
  test.each([
    ["<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree\n"],
    ["<ul><li>a</li><li>b</li></ul>", "- a\n- b\n"],
    ["<p>yes</p><blockquote><p>no?</p><blockquote>deep</blockquote></blockquote>", "yes\n\n> no?\n>\n>> deep\n"],
    ["<style>p{}</style>5 &lt; 6 &#x1F40E; &nope;", "5 < 6 🐎 &nope;\n"],
    ["a<!-- <p>hidden --> b", "a b\n"],
  ])("%s", (html, text) => {
    expect(plainText(html)).toBe(text);
  });

  test("a preview folds white space, leaves quotations out and has at most 200 characters", () => {
    expect(previewOf("Hello\r\n\r\n  there\n> quoted\nend")).toBe("Hello there end");
    expect(Array.from(previewOf("🐎".repeat(300))).length).toBe(200);
  });
});

test("a summary is cut to 24 KiB in the documented order", () => {
  const many = Array.from({ length: 800 }, (_, at) => ({ name: `Person ${at}`, email: `person${at}@example.org` }));
  const mail = {
    ...letter(),
    from: [],
    to: many,
    cc: [],
    bcc: [],
    replyTo: [],
    messageId: [],
    date: null,
    text: "words",
    html: null,
  };

  const octets = writeSummary(summaryOf({ ...mail, references: ["a@b"] }, 1));

  const read = readSummary(octets);
  expect(octets.length).toBeLessThanOrEqual(24 * 1024);
  expect([read.preview, read.references, read.to.length, read.subject]).toEqual(["", [], 100, "Lunch"]);
});
