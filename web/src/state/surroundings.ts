import { FetchedEvents } from "../reach/events";
import { browserNetwork, browserShelf } from "../reach/known";
import { lettersInDatabase } from "../reach/letters";
import { startVault } from "../vault/vault";
import type { Surroundings } from "./client.svelte";

/** The client in a browser: our own origin, a real worker, the clock on the wall. */
export function inBrowser(): Surroundings {
  return {
    fetch: (input, init) => fetch(input, init),
    events: (url) => new EventSource(url),
    farEvents: (url, token) => new FetchedEvents(url, token),
    home: location.origin,
    shelf: browserShelf(),
    network: browserNetwork,
    letters: lettersInDatabase(),
    vault: startVault(),
    clock: {
      after: (milliseconds, act) => setTimeout(act, milliseconds),
      cancel: (handle) => clearTimeout(handle as number),
    },
    now: () => Date.now(),
  };
}

/** Keeps the page's files once somebody has used it for a while, so that it opens when its origin is blocked. */
export function keepPage(isOpen: () => boolean): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const look = setInterval(() => {
    if (!isOpen()) return;
    clearInterval(look);
    void navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => undefined);
  }, KEEP_AFTER_MILLISECONDS);
}

const KEEP_AFTER_MILLISECONDS = 15_000;
