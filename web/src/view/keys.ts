// The keyboard. One table: what a key does and what the help page says of it.

import type { Postern } from "../state/contract";
import type { Desk } from "./desk.svelte";

export interface Shortcut {
  readonly keys: string;
  readonly says: string;
  readonly group: "Moving" | "Message" | "Page";
  readonly run: (desk: Desk, postern: Postern) => void;
}

function go(role: "inbox" | "sent" | "drafts" | "archive") {
  return (desk: Desk): void => {
    const folder = desk.folderFor(role);
    if (folder !== null) void desk.goTo(folder.id);
  };
}

function openLine(desk: Desk, postern: Postern): void {
  const line = postern.lines[desk.cursor];
  if (line !== undefined) void desk.open(line);
}

function choose(desk: Desk, postern: Postern): void {
  const id = postern.lines[desk.cursor]?.id;
  if (id !== undefined && !desk.chosen.delete(id)) desk.chosen.add(id);
}

function back(desk: Desk): void {
  if (desk.help) desk.help = false;
  else if (desk.openId !== null) desk.close();
  else if (desk.chosen.size > 0) desk.chosen.clear();
  else if (desk.place === "settings") desk.place = "mail";
  desk.drawer = false;
}

export const shortcuts: readonly Shortcut[] = [
  { keys: "j", says: "Next message", group: "Moving", run: (desk) => desk.step(1) },
  { keys: "k", says: "Previous message", group: "Moving", run: (desk) => desk.step(-1) },
  { keys: "Enter", says: "Open", group: "Moving", run: openLine },
  { keys: "o", says: "Open", group: "Moving", run: openLine },
  { keys: "Escape", says: "Back to the list", group: "Moving", run: back },
  { keys: "x", says: "Choose the line", group: "Moving", run: choose },
  { keys: "g i", says: "Go to the inbox", group: "Moving", run: go("inbox") },
  { keys: "g t", says: "Go to sent mail", group: "Moving", run: go("sent") },
  { keys: "g d", says: "Go to drafts", group: "Moving", run: go("drafts") },
  { keys: "g a", says: "Go to the archive", group: "Moving", run: go("archive") },
  { keys: "r", says: "Reply", group: "Message", run: (desk) => desk.reply(false) },
  { keys: "a", says: "Reply to all", group: "Message", run: (desk) => desk.reply(true) },
  { keys: "f", says: "Forward", group: "Message", run: (desk) => desk.forward() },
  { keys: "e", says: "Archive", group: "Message", run: (desk) => void desk.archive() },
  { keys: "#", says: "Delete", group: "Message", run: (desk) => void desk.remove() },
  { keys: "s", says: "Star", group: "Message", run: (desk) => void desk.star() },
  { keys: "u", says: "Mark unread", group: "Message", run: (desk) => void desk.markUnread() },
  { keys: "c", says: "Write a message", group: "Page", run: (desk) => desk.write() },
  { keys: "?", says: "Show this list", group: "Page", run: (desk) => (desk.help = !desk.help) },
];

// Reserved for search, so that nobody learns it as something else.
const reserved = new Set(["/"]);

/** Turns key presses into shortcuts, with one-second two-key chains; keys typed into fields are left alone. */
export function keyboard(desk: Desk, postern: Postern): (event: KeyboardEvent) => void {
  let first = "";
  let since = 0;
  return (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    if (reserved.has(event.key)) return;
    const chain = first !== "" && event.timeStamp - since < 1000 ? `${first} ${event.key}` : event.key;
    const found = shortcuts.find((each) => each.keys === chain);
    first = found === undefined && shortcuts.some((each) => each.keys.startsWith(`${event.key} `)) ? event.key : "";
    since = event.timeStamp;
    if (found === undefined || (desk.place === "settings" && found.group !== "Page" && found.keys !== "Escape" && !found.keys.startsWith("g "))) return;
    if (desk.help && found.keys !== "?" && found.keys !== "Escape") return;
    event.preventDefault();
    found.run(desk, postern);
  };
}

function typing(event: KeyboardEvent): boolean {
  // Elements of the message frame belong to another realm, so `instanceof` would not know them.
  const at = event.target as Element | null;
  if (at === null || typeof at.closest !== "function") return false;
  if (at.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog, [role=menu]") !== null) return true;
  return event.key === "Enter" && at.closest("button, a, summary, input") !== null;
}
