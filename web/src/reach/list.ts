import { ed25519 } from "@noble/curves/ed25519.js";

// docs/format/endpoints.md: the signed list of the site's endpoints. The words are those of the vectors.

export interface EndpointList {
  readonly site: string;
  readonly scope: "public" | "own";
  readonly number: number;
  readonly made: number; // seconds since 1970
  readonly expires: number;
  readonly origins: readonly string[]; // onion services too
}

export type Refused = "malformed" | "forged" | "other_site" | "rolled_back" | "expired" | "from_the_future";

export type Judged = { readonly good: EndpointList } | { readonly refused: Refused };

const MOST_OCTETS = 8192;
const LONGEST_SECONDS = 90 * 24 * 3600;
const CLOCKS_DIFFER = 24 * 3600;
const MOST_ENDPOINTS = 32;
const MOST_ADDRESSES = 8;
const HEADER = ["postern-endpoints 1", "site", "scope", "number", "made", "expires"] as const;
const LINE = /^[a-z-]+ [!-~]+(?: [!-~]+)*$/;
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
const NUMBER = /^[1-9][0-9]{0,14}$/;
const HOST = "[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?";
const ORIGIN = new RegExp(`^(https?)://(${HOST})(?::([1-9][0-9]{0,4}))?$`);
const HERE = /^(?:localhost|.*\.localhost|127\.0\.0\.1)$/;
const ONION = /^[a-z2-7]{56}\.onion$/;
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$/i;
const SIGNED = /^([^]*\n)sign ([A-Za-z0-9_-]{86})\n$/;

/**
 * THREAT T-61: nothing of a list is used before the pinned key, the site, the number and the time agree.
 * `floor` is the number of the newest list of this scope that was accepted; 0 for none.
 */
export function judge(text: string, key: string, site: string, floor: number, nowSeconds: number): Judged {
  const cut = text.length <= MOST_OCTETS ? SIGNED.exec(text) : null;
  const list = cut?.[1] === undefined ? null : read(cut[1]);
  if (cut === null || list === null) return { refused: "malformed" };
  if (!verifies(cut[1] ?? "", cut[2] ?? "", key)) return { refused: "forged" };
  if (list.site !== site) return { refused: "other_site" };
  if (list.number < floor) return { refused: "rolled_back" };
  if (nowSeconds >= list.expires) return { refused: "expired" };
  if (list.made > nowSeconds + CLOCKS_DIFFER) return { refused: "from_the_future" };
  return { good: list };
}

/** The scope and site that a list says it is of, nothing verified. */
export function unverified(text: string): EndpointList | null {
  const cut = text.length <= MOST_OCTETS ? SIGNED.exec(text) : null;
  return cut?.[1] === undefined ? null : read(cut[1]);
}

function verifies(signed: string, signature: string, key: string): boolean {
  try {
    return ed25519.verify(fromBase64Url(signature), new TextEncoder().encode(signed), fromBase64Url(key), {
      zip215: false,
    });
  } catch {
    return false; // a key or signature that is no point of the curve
  }
}

function read(signed: string): EndpointList | null {
  const lines = signed.slice(0, -1).split("\n");
  if (lines[0] !== HEADER[0] || lines.length < HEADER.length || !lines.every((line) => LINE.test(line))) return null;
  const [site, scope, number, made, expires] = HEADER.slice(1).map((word, at) => value(lines[at + 1] ?? "", word));
  const origins = lines.slice(HEADER.length).flatMap(endpoint);
  if (site === undefined || !NAME.test(site) || (scope !== "public" && scope !== "own")) return null;
  if (![number, made, expires].every((text) => text !== undefined && NUMBER.test(text))) return null;
  if (origins.length === 0 || origins.length > MOST_ENDPOINTS || origins.includes(null)) return null;
  const list = {
    site,
    scope,
    number: Number(number),
    made: Number(made),
    expires: Number(expires),
    origins: origins as readonly string[],
  } as const;
  return list.made < list.expires && list.expires - list.made <= LONGEST_SECONDS ? list : null;
}

function value(line: string, word: string): string | undefined {
  return line.startsWith(`${word} `) ? line.slice(word.length + 1) : undefined;
}

/** Nothing for a line of a later program, null for one that is wrong. */
function endpoint(line: string): readonly (string | null)[] {
  const [word, origin = "", ...addresses] = line.split(" ");
  if (word !== "at" && word !== "onion") return [];
  const parts = ORIGIN.exec(origin);
  const host = parts?.[2] ?? "";
  const allowed = parts?.[1] === "https" || HERE.test(host) || ONION.test(host);
  const fits = addresses.length <= MOST_ADDRESSES && addresses.every((address) => ADDRESS.test(address));
  return [parts !== null && allowed && fits && ONION.test(host) === (word === "onion") ? origin : null];
}

function fromBase64Url(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
