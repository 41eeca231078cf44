import { Refusal } from "./problem";
import type { Answer, CallName, Calls, Port, Request } from "./protocol";

export type Vault = Calls;

interface Waiting {
  readonly resolve: (output: never) => void;
  readonly reject: (refusal: Refusal) => void;
}

/** The page's side of the bridge: every call is a promise. */
export function vaultOver(port: Port): Vault {
  const waiting = new Map<number, Waiting>();
  let count = 0;
  port.addEventListener("message", (event: MessageEvent) => {
    const answer = event.data as Answer;
    const caller = waiting.get(answer.number);
    waiting.delete(answer.number);
    if ("refusal" in answer) caller?.reject(new Refusal(answer.refusal.name, answer.refusal.title));
    else caller?.resolve(answer.output as never);
  });
  const ask =
    (call: CallName) =>
    (...input: unknown[]) =>
      new Promise((resolve, reject) => {
        count += 1;
        waiting.set(count, { resolve, reject });
        port.postMessage({ number: count, call, input } as unknown as Request);
      });
  return new Proxy({} as Vault, { get: (_target, name) => (name === "then" ? undefined : ask(name as CallName)) });
}

/** Starts the worker that alone holds keys. */
export function startVault(): Vault {
  return vaultOver(new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "vault" }));
}
