import { Client } from "../../src/state/client.svelte";
import type { Draft } from "../../src/state/contract";
import type { Fetch } from "../../src/jmap/web";
import { utf8 } from "../../src/vault/octets";
import type { Kept, Letters } from "../../src/reach/letters";
import { keptInMemory, vaultAcrossPort } from "../vault/memory";
import { FakeServer } from "./fake-server";

export const ADA = "ada@postern.test";
export const BOB = "bob@postern.test";

export let server: FakeServer;
let closers: (() => void)[];

/** A new server for each test. */
export function openSite(): void {
  server = new FakeServer();
  closers = [];
}

export function closeSite(): void {
  closers.forEach((close) => close());
}

export interface Page {
  readonly client: Client;
  readonly browser: ReturnType<FakeServer["browser"]>;
  reload(): Promise<Client>;
}

/** A page in a browser, whose clock only moves when a test moves it. */
export function page(overhear: (body: string) => void = () => undefined): Page {
  const browser = server.browser();
  const kept = keptInMemory();
  const clock = { after: () => null, cancel: () => undefined };
  const letters = lettersInMemory();
  let shelf: string | null = null;
  const fetch: Fetch = (input, init) => {
    if (typeof init?.body === "string") overhear(init.body);
    return browser.fetch(input, init);
  };
  const make = () => {
    const { vault, close } = vaultAcrossPort(kept);
    closers.push(close);
    return new Client({
      ...{ fetch, events: browser.events, farEvents: browser.events, vault, clock, letters, now: () => 0 },
      ...{ home: "https://postern.test", network: () => "any" },
      shelf: { read: () => shelf, write: (text) => (shelf = text) },
    });
  };
  const reload = async () => {
    const client = make();
    await client.start();
    return client;
  };
  return { client: make(), browser, reload };
}

function lettersInMemory(): Letters {
  const held = new Map<string, Kept>();
  return {
    all: async (address) => [...held.values()].filter((letter) => letter.address === address),
    put: async (letter) => void held.set(letter.id, letter),
    drop: async (id) => void held.delete(id),
  };
}

export async function signedUp(address: string): Promise<Page> {
  const made = page();
  await made.client.start();
  const enrolment = await made.client.signUp(address, "correct horse", null);
  await enrolment.complete();
  made.browser.streams.at(-1)?.say("open");
  return made;
}

export function draft(change: Partial<Draft> = {}): Draft {
  return {
    to: [{ name: "Bob", email: BOB }],
    cc: [],
    bcc: [],
    subject: "The secret plan",
    html: "<p>Meet at noon.</p>",
    attachments: [],
    inReplyTo: [],
    references: [],
    replacesDraftId: null,
    answersId: null,
    ...change,
  };
}

export const mail = (subject: string) =>
  utf8(`From: Gus <gus@example.org>\r\nTo: ada@postern.test\r\nSubject: ${subject}\r\n\r\nHello ${subject}\r\n`);
export const summary = (subject: string) => ({
  from: [{ name: "Gus", email: "gus@example.org" }],
  subject,
  protection: "none",
});
export const subjects = (client: Client) => client.lines.map((line) => line?.summary?.subject);
