// The page over the fake client, for looking at it and for the view tests: `vite`, then /test/gallery.html?stage=open.

import { mount } from "svelte";
import App from "../src/view/App.svelte";
import { cleanMail, plainHtml } from "../src/view/sanitise";
import { FakePostern } from "./fake-postern.svelte";
import type { Postern, Site } from "../src/state/contract";

const asked = new URLSearchParams(location.search);
const postern = new FakePostern({
  stage: (asked.get("stage") ?? "open") as Postern["stage"],
  signUp: (asked.get("signup") ?? "open") as Site["signUp"],
  many: Number(asked.get("many") ?? 0),
  now: new Date(),
  delay: Number(asked.get("delay") ?? 60),
});

Object.assign(globalThis, { gallery: { postern, cleanMail, plainHtml } });
mount(App, { target: document.getElementById("app") ?? document.body, props: { postern } });
