// What every view may reach: the client itself and the desk (what is open, chosen, being written).

import { createContext } from "svelte";
import type { Postern, Problem } from "../state/contract";
import type { Desk } from "./desk.svelte";

export const [postern, providePostern] = createContext<Postern>();
export const [desk, provideDesk] = createContext<Desk>();

/** The sentence of whatever a call rejected with. */
export function sentence(cause: unknown): string {
  if (typeof cause === "object" && cause !== null && "title" in cause) {
    const { title } = cause as Problem;
    if (typeof title === "string" && title !== "") return title;
  }
  return "Something went wrong. Try again in a moment.";
}

export function problemName(cause: unknown): string {
  return typeof cause === "object" && cause !== null && "name" in cause ? String((cause as Problem).name) : "";
}
