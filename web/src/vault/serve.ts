import { asRefusal } from "./problem";
import type { Answer, Calls, Port, Request } from "./protocol";

/** The worker's side of the bridge: answers each request once, failures by name only. */
export function serve(port: Port, keeper: Calls): void {
  port.addEventListener("message", (event: MessageEvent) => {
    void answer(keeper, event.data as Request).then((message) => port.postMessage(message));
  });
}

async function answer(keeper: Calls, request: Request): Promise<Answer> {
  try {
    const call = keeper[request.call] as (...input: readonly unknown[]) => Promise<unknown>;
    return { number: request.number, output: await call.apply(keeper, request.input) };
  } catch (problem) {
    const { name, title } = asRefusal(problem);
    return { number: request.number, refusal: { name, title } };
  }
}
