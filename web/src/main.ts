import { mount } from "svelte";
import postern from "./state/postern.svelte";
import App from "./view/App.svelte";

const app = document.getElementById("app");
if (app === null) throw new Error("index.html has no #app");

mount(App, { target: app, props: { postern } });
