import { inBrowser } from "./client.svelte";
import type { Postern } from "./contract";

const client = inBrowser();
void client.start();

const postern: Postern = client;

export default postern;
