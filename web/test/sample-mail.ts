// Sample letters for the gallery: a newsroom's day.

import type { Attachment, AuthNote, Person, Trust } from "../src/state/contract";

export interface Letter {
  readonly from: Person;
  readonly to?: readonly Person[];
  readonly cc?: readonly Person[];
  readonly bcc?: readonly Person[];
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly minutesAgo: number;
  readonly seen?: boolean;
  readonly flagged?: boolean;
  readonly answered?: boolean;
  readonly folder?: string;
  readonly trust?: Trust;
  readonly attachments?: readonly Attachment[];
  readonly auth?: readonly AuthNote[];
}

const nora: Person = { name: "Nora Lind", email: "nora@postern.localhost" };
const ada: Person = { name: "Ada Okonkwo", email: "ada@postern.localhost" };
const jonas: Person = { name: "Jonas Weber", email: "jonas.weber@fjordpost.example" };
const mirela: Person = { name: "Mirela Dumitru", email: "mirela@gate.example" };
const yusuf: Person = { name: "Yusuf Demir", email: "yusuf@postern.localhost" };

// A harbour at dusk, 96 by 64, as PNG.
const harbour = [
  "iVBORw0KGgoAAAANSUhEUgAAAGAAAABACAIAAABqVuVZAAACpUlEQVR42u3VyUtXURjG8effaC5Ni2gV7RppMoc0Nc2KRvojIgiC",
  "IAiCIIIgCCzJ0gaxSbK6k2GDYQVBEARF0LpNm1ZpN0K5r8dz7xPn99448Fk/7+G7OTjWHXgGOH4l8Axw4mrgGeBkT+AZ4NS1wDPA",
  "6d7AM8CZ64FngLN9gWeAc/2hZ4DzN0PPABduh54BLt4JPQNcGgg9A1weDP8PP7/0Z/Gz6L4bkm6sWpHFz+Yi1kmRy+i5F5LEQPys",
  "PUOdFDOO3gcRSQzEz1qatU6q8D76HkYkMRA/a8OyTqrYCdwaikg/vn/L4mdt5ApU7AQGHkUkMRA/ayNXoGInMDgckcRA/KyNXIGK",
  "ncD9xxFJDMTP2sgVqNgJDD2JSGIgftZGrkDFTmA4iEliIH7WRq5AxU7gaRiTxG+en7VkWafwPqIoJomB+Fl7s9ZhxjGSxCQxED+b",
  "i6EOuYzRkZgkBuJn8xLr8LN4+SwmiYH4WSUwNhqTxED8rBIYfx6TxG+en1UC714kJDEQP6sE3r9KSGIgflYJfBhLSGIgflYJfHyd",
  "kMRA/KwS+DSekMRA/KwS+PwmIYnfPD+rBL6+TUhiIH5WCSzvOkoSA/GzSmBZ5xGSGIifVQK1HYdJYiB+VgnU7jpEkgPRs0qgpv0g",
  "Sfzm+VklUNN2IJeFq1cWk/eQEljaun9WhaPMxOaoEqhu2TeTf94ly3BdCVQ3781ykGZaJukNSqBqx56/HHfJmvoYJVDV1DWh4mmm",
  "Zfr9JCWgKs1USxp3a6A30GSjhs6KUx0otbi+o4JKEGjCorr2SilHoD+ZtrW5V6ZAk7a2Ola2QKktO50pZaAFm1ucKWegTc3OlDLQ",
  "/I1NzpQy0LwNjc6UM9D6BmdKGWjuunpnyhlo7XZnShlozpo6Z34BsmMGl2FwTeoAAAAASUVORK5CYII=",
].join("");
const png = Uint8Array.from(atob(harbour), (letter) => letter.charCodeAt(0));

function file(name: string, type: string, size: number): Attachment {
  return { name, type, size, contentId: null, inline: false, octets: new Uint8Array(Math.min(size, 2048)) };
}

const picture: Attachment = { name: "harbour.png", type: "image/png", size: png.length, contentId: null, inline: false, octets: png };

const newsletter = `<html><head><style>@import url("https://track.example/a.css"); .card{background:#0b3b5c;color:#fff;padding:24px;border-radius:8px}
h1{font-family:Georgia,serif;font-size:26px;margin:0 0 8px} .b{display:inline-block;background:#f2b544;color:#222;padding:10px 18px;border-radius:6px;text-decoration:none}</style></head>
<body bgcolor="#f1f4f6" style="font-family:Helvetica,Arial,sans-serif"><table width="600" align="center" cellpadding="0"><tr><td>
<img src="https://pixel.example/banner.jpg" width="600" height="120" alt="The Fjord Weekly">
<div class="card"><h1>The week on the water</h1><p>Ferries turn electric, a harbour votes, and one very old lighthouse gets a new keeper.</p><a class="b" href="https://fjord.example/week/47">Read this week's issue</a></div>
<p style="color:#445;line-height:1.6;padding:12px 4px">You get this because you asked for it in March. <a href="https://fjord.example/leave">Leave the list</a>.</p>
<img src="https://pixel.example/open?id=nora" width="1" height="1"></td></tr></table></body></html>`;

const inbox: readonly Letter[] = [
  {
    from: ada,
    to: [nora],
    cc: [yusuf],
    subject: "The harbour documents, second batch",
    text: "Nora,\n\nthe second batch came through this morning. Forty pages, mostly invoices, but page 31 names the holding company that we were missing.",
    html: `<p>Nora,</p><p>the second batch came through this morning. Forty pages, mostly invoices, but <b>page 31 names the holding company</b> that we were missing. I have checked it against the register and it fits.</p><p>Three things before we go on:</p><ul><li>Yusuf should see the transfers on page 12 before anyone calls the port authority.</li><li>The source asks that we wait until Thursday. I said that we would.</li><li>Can you look at the <a href="https://register.example/company/4471">register entry</a> yourself? A second pair of eyes would calm me.</li></ul><p>I am at my desk until six.</p><p>Ada</p><blockquote><p>If the first batch is right, the second one must have the payments in it. Nora</p></blockquote>`,
    minutesAgo: 14,
    seen: false,
    flagged: true,
    trust: { kind: "end-to-end", signer: "ada@postern.localhost", verified: true },
    attachments: [file("harbour-batch-2.pdf", "application/pdf", 4_812_331), picture],
  },
  {
    from: jonas,
    subject: "Re: Interview on Wednesday",
    text: "Hello Nora,\n\nWednesday at ten works for me. There is a café at the north end of the pier, Kai 7; it is quiet in the mornings.\n\nBest,\nJonas\n\nOn 22 November 2026, Nora Lind wrote:\n> Would Wednesday morning suit you? I can come to the harbour.\n> \n> > I would rather not talk on the phone.\n\nhttps://map.example/kai7",
    minutesAgo: 52,
    seen: false,
    trust: { kind: "signed", signer: "jonas.weber@fjordpost.example", verified: true },
  },
  {
    from: { name: "The Fjord Weekly", email: "letters@fjord.example" },
    subject: "The week on the water: ferries, a vote and a lighthouse",
    text: "Ferries turn electric, a harbour votes, and one very old lighthouse gets a new keeper.",
    html: newsletter,
    minutesAgo: 131,
    seen: false,
  },
  {
    from: mirela,
    to: [nora, ada, yusuf],
    subject: "Fact check: paragraphs 4 to 9",
    text: "Done with four to nine. Two small things in five (the year, and the spelling of the ship), one larger in eight: we cannot say “owned”, only “chartered”. Notes attached.",
    minutesAgo: 205,
    answered: true,
    trust: { kind: "end-to-end", signer: "mirela@gate.example", verified: true },
    attachments: [file("fact-check-v3.odt", "application/vnd.oasis.opendocument.text", 38_200)],
  },
  {
    from: { name: "Port Authority Press Office", email: "press@port-authority.example" },
    subject: "Your request under the transparency act, ref. 2026/1184",
    text: "Dear Ms Lind,\n\nwe confirm that your request was received on 19 November 2026. You will have our answer within 15 working days.",
    minutesAgo: 60 * 26,
    auth: [
      { method: "spf", result: "fail", domain: "port-authority.example" },
      { method: "dkim", result: "none", domain: "" },
      { method: "dmarc", result: "fail", domain: "port-authority.example" },
    ],
  },
  {
    from: { name: "", email: "heron-7731@protonpost.example" },
    subject: "you asked about the dredging contract",
    text: "I worked there until June. I have the tender papers, all versions. Tell me how to send them so that nobody at the company sees it.",
    minutesAgo: 60 * 31,
    flagged: true,
    trust: { kind: "end-to-end", signer: "heron-7731@protonpost.example", verified: false },
  },
  { from: yusuf, subject: "Lunch, and the spreadsheet", text: "The spreadsheet adds up now, it was the exchange rate of 3 May after all. Lunch at one? The soup place is open again.", minutesAgo: 60 * 49, answered: true, trust: { kind: "end-to-end", signer: "yusuf@postern.localhost", verified: true } },
  { from: { name: "Elin Strand", email: "elin.strand@lawoffice.example" }, subject: "Draft of the right of reply letter", text: "Attached is the letter with my changes marked. Send it by registered post and by mail, and give them five full working days.", minutesAgo: 60 * 74, attachments: [file("right-of-reply.docx", "application/msword", 51_020)] },
  { from: { name: "Rail & Ferry", email: "tickets@railferry.example" }, subject: "Your ticket to Tromsø, 2 December", text: "Booking QX4TZ1. Departure 07:12 from platform 4. Your seat is 42, by the window.", minutesAgo: 60 * 98, attachments: [file("ticket-QX4TZ1.pdf", "application/pdf", 88_111)] },
  { from: { name: "Grandma Ingrid", email: "ingrid.lind@fjordpost.example" }, subject: "Photographs from the cabin", text: "Dear Nora, the snow came early. Your grandfather built a lantern from the old window and it lights the whole path to the gate.", minutesAgo: 60 * 121, flagged: true, attachments: [picture] },
  { from: { name: "Council of Editors", email: "secretary@editors.example" }, subject: "Minutes of the November meeting", text: "Present: all but two. The budget was approved, the training fund was not. Next meeting on 14 December.", minutesAgo: 60 * 24 * 9 },
  { from: { name: "Dr. Amara Nwosu", email: "a.nwosu@university.example" }, subject: "Sediment data for the outer harbour", text: "The series runs from 2009 with one gap in 2017 when the buoy was lost. Use the corrected column, not the raw one.", minutesAgo: 60 * 24 * 16, attachments: [file("sediment-2009-2026.csv", "text/csv", 1_204_400)] },
  { from: { name: "Hosting Cooperative", email: "billing@hostcoop.example" }, subject: "Invoice 2026-10 for one small server", text: "Thank you. The amount of 6.40 was taken from your account on 1 November.", minutesAgo: 60 * 24 * 22 },
  { from: { name: "Tomasz Zieliński", email: "tomasz@borderless.example" }, subject: "Joint publication on the 12th?", text: "Our side could be ready on the 12th, at 06:00 UTC so that the radio has it first. Does that suit your printers?", minutesAgo: 60 * 24 * 400 },
];

const elsewhere: readonly Letter[] = [
  { from: nora, to: [jonas], bcc: [ada], subject: "Re: Interview on Wednesday", text: "Would Wednesday morning suit you? I can come to the harbour.", minutesAgo: 60 * 27, folder: "sent" },
  { from: nora, to: [mirela], subject: "Fact check: thank you", text: "You saved us from the ship.", minutesAgo: 60 * 30, folder: "sent", trust: { kind: "end-to-end", signer: "nora@postern.localhost", verified: true } },
  { from: nora, to: [{ name: "", email: "heron-7731@protonpost.example" }], subject: "Re: you asked about the dredging contract", text: "Thank you for writing. Please do not use your work machine.", minutesAgo: 60 * 5, folder: "drafts" },
  { from: ada, subject: "The harbour documents, first batch", text: "Here they are.", minutesAgo: 60 * 24 * 5, folder: "f2", seen: false },
  { from: { name: "Weather Desk", email: "desk@weather.example" }, subject: "Storm season outlook", text: "A calm December, a rough January.", minutesAgo: 60 * 24 * 6, folder: "f1" },
];

export const letters: readonly Letter[] = [...inbox, ...elsewhere];

export const phrase: readonly string[] = [
  ...["harbor", "lantern", "gate", "winter", "signal", "copper", "orchard", "velvet"],
  ...["stone", "ribbon", "anchor", "meadow", "puzzle", "candle", "raven", "island"],
  ...["timber", "echo", "saddle", "frost", "marble", "canoe", "whisper", "dawn"],
];
