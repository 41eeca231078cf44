import type { StateChange } from "./types";

/** The half of EventSource that push needs. */
export interface Events {
  addEventListener(type: string, listener: (event: MessageEvent | Event) => void): void;
  close(): void;
}

export interface Clock {
  after(milliseconds: number, act: () => void): unknown;
  cancel(handle: unknown): void;
}

export interface PushListener {
  readonly connected: () => void; // states may have changed while nobody listened
  readonly lost: () => void;
  readonly changed: (types: ReadonlySet<string>) => void;
}

const PING_SECONDS = 30;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;

/** RFC 8620 §7.3: one event stream, opened again with doubling waits; a silent stream counts as lost. */
export class Push {
  readonly #open: (url: string) => Events;
  readonly #clock: Clock;
  readonly #listener: PushListener;
  readonly #url: string;
  #events: Events | null = null;
  #timer: unknown = null;
  #wait = FIRST_WAIT;
  #stopped = false;

  constructor(
    urlFor: (pingSeconds: number) => string,
    open: (url: string) => Events,
    clock: Clock,
    listener: PushListener,
  ) {
    this.#url = urlFor(PING_SECONDS);
    this.#open = open;
    this.#clock = clock;
    this.#listener = listener;
  }

  start(): void {
    if (this.#stopped) return;
    this.#events?.close();
    const events = this.#open(this.#url);
    this.#events = events;
    events.addEventListener("open", () => this.#connected());
    events.addEventListener("error", () => this.#lost());
    events.addEventListener("ping", () => this.#heard());
    events.addEventListener("state", (event) => this.#state(event as MessageEvent));
    this.#heard();
  }

  stop(): void {
    this.#stopped = true;
    this.#events?.close();
    this.#clock.cancel(this.#timer);
  }

  #connected(): void {
    this.#wait = FIRST_WAIT;
    this.#heard();
    this.#listener.connected();
  }

  #lost(): void {
    this.#events?.close();
    if (this.#stopped) return;
    this.#listener.lost();
    const wait = this.#wait;
    this.#wait = Math.min(wait * 2, LONGEST_WAIT);
    this.#again(wait, () => this.start());
  }

  #heard(): void {
    this.#again(PING_SECONDS * 2_500, () => this.#lost());
  }

  #state(event: MessageEvent): void {
    this.#heard();
    const change = JSON.parse(String(event.data)) as StateChange;
    const types = Object.values(change.changed).flatMap((states) => Object.keys(states));
    this.#listener.changed(new Set(types));
  }

  #again(milliseconds: number, act: () => void): void {
    this.#clock.cancel(this.#timer);
    this.#timer = this.#clock.after(milliseconds, act);
  }
}
