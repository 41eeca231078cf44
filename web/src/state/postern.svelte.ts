import { Client } from "./client.svelte";
import type { Postern } from "./contract";
import { inBrowser, keepPage } from "./surroundings";

const client = new Client(inBrowser());
void client.start();
keepPage(() => client.stage === "open");

const postern: Postern = client;

export default postern;
