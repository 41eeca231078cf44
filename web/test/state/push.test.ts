import { expect, test } from "vitest";
import { Push } from "../../src/jmap/push";
import { FakeEvents } from "./fake-store";

/** A clock that holds at most one alarm, as Push sets them. */
class Clock {
  waiting: { readonly milliseconds: number; readonly act: () => void } | null = null;

  after(milliseconds: number, act: () => void): unknown {
    this.waiting = { milliseconds, act };
    return this.waiting;
  }

  cancel(handle: unknown): void {
    if (this.waiting === handle) this.waiting = null;
  }

  ring(): void {
    const { waiting } = this;
    this.waiting = null;
    waiting?.act();
  }
}

function pushed() {
  const clock = new Clock();
  const streams: FakeEvents[] = [];
  const heard: string[] = [];
  const open = () => {
    const stream = new FakeEvents();
    streams.push(stream);
    return stream;
  };
  const push = new Push((ping) => `/events?ping=${ping}`, open, clock, {
    connected: () => heard.push("connected"),
    lost: () => heard.push("lost"),
    changed: (types) => heard.push([...types].join()),
  });
  push.start();
  return { push, clock, streams, heard };
}

test("a lost stream is opened again with doubling waits, up to a minute", () => {
  const { clock, streams, heard } = pushed();
  const waits: number[] = [];

  for (let at = 0; at < 8; at += 1) {
    streams.at(-1)?.say("error");
    waits.push(clock.waiting?.milliseconds ?? 0);
    clock.ring();
  }

  expect(waits).toEqual([1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000]);
  expect(heard).toEqual(Array(8).fill("lost"));
  expect(streams.length).toBe(9);
});

test("a stream that opened starts the waits anew", () => {
  const { clock, streams, heard } = pushed();
  streams[0]?.say("error");
  clock.ring();
  streams[1]?.say("open");
  streams[1]?.say("error");

  expect(clock.waiting?.milliseconds).toBe(1000);
  expect(heard).toEqual(["lost", "connected", "lost"]);
});

test("a stream that says nothing is taken for lost", () => {
  const { clock, streams, heard } = pushed();
  streams[0]?.say("open");
  streams[0]?.say("ping");

  clock.ring();

  expect(heard).toEqual(["connected", "lost"]);
  expect(streams[0]?.closed).toBe(true);
});

test("changes are told by type, and nothing after a stop", () => {
  const { push, streams, heard } = pushed();

  streams[0]?.say("state", { changed: { a: { Email: "1", Mailbox: "2" } } });
  push.stop();
  streams[0]?.say("state", { changed: { a: { Email: "2" } } });

  expect(heard).toEqual(["Email,Mailbox"]);
});
