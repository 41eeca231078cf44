import type { Events } from "../jmap/push";

type Listener = (event: MessageEvent | Event) => void;

/** An event stream by fetch, for another origin: EventSource states no token. Ends as EventSource does, with "error". */
export class FetchedEvents implements Events {
  readonly #listeners = new Map<string, Listener[]>();
  readonly #stop = new AbortController();

  constructor(url: string, token: string | null) {
    void this.#read(url, token);
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  close(): void {
    this.#stop.abort();
  }

  async #read(url: string, token: string | null): Promise<void> {
    try {
      const headers = { Accept: "text/event-stream", ...(token === null ? {} : { Authorization: `Bearer ${token}` }) };
      const answer = await fetch(url, { headers, credentials: "omit", signal: this.#stop.signal, cache: "no-store" });
      if (!answer.ok || answer.body === null) throw new Error("no stream");
      this.#tell("open", "");
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        text = this.#blocks(text + part.value.replaceAll("\r", ""));
      }
      throw new Error("the stream ended");
    } catch {
      if (!this.#stop.signal.aborted) this.#tell("error", "");
    }
  }

  /** What is left after the last whole event. */
  #blocks(text: string): string {
    const blocks = text.split("\n\n");
    for (const block of blocks.slice(0, -1)) {
      const fields = block.split("\n").map((line) => /^(event|data): ?(.*)$/.exec(line));
      const of = (name: string) => fields.flatMap((field) => (field?.[1] === name ? [field[2] ?? ""] : []));
      const data = of("data").join("\n");
      if (data !== "") this.#tell(of("event")[0] ?? "message", data);
    }
    return blocks.at(-1) ?? "";
  }

  #tell(type: string, data: string): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(new MessageEvent(type, { data }));
  }
}
