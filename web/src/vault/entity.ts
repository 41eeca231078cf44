import { concat, CR, latin1, LF, type Octets } from "./octets";

// The outer structure of a MIME entity (RFC 2045, RFC 2046), octet for octet, because signatures are over octets.
// What a person reads is taken out by `mime.ts`.

export interface Field {
  readonly name: string; // lower case
  readonly value: string; // unfolded, otherwise as it came, one character an octet
}

export interface Entity {
  readonly fields: readonly Field[];
  readonly body: Octets;
}

export interface ContentType {
  readonly type: string; // lower case
  readonly parameters: ReadonlyMap<string, string>;
}

const MOST_HEADER_OCTETS = 1 << 20;

export function readEntity(octets: Octets): Entity {
  const { header, body } = cutHeader(octets);
  const lines = latin1(header.subarray(0, MOST_HEADER_OCTETS))
    .replace(/\r?\n(?=[ \t])/g, "")
    .split(/\r?\n/);
  const fields = lines.flatMap((line) => {
    const colon = line.indexOf(":");
    if (colon < 1) return [];
    return [{ name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() }];
  });
  return { fields, body };
}

export function field(entity: Entity, name: string): string | null {
  return entity.fields.find((each) => each.name === name)?.value ?? null;
}

/** RFC 2045 §5.1; what is missing or broken is text/plain, as §5.2 says. */
export function contentType(entity: Entity): ContentType {
  const value = field(entity, "content-type") ?? "";
  const [head = "", ...rest] = value.match(/(?:[^;"]|"(?:[^"\\]|\\.)*")+/g) ?? [];
  const type = head.trim().toLowerCase();
  const pairs = rest.flatMap((part): [string, string][] => {
    const equals = part.indexOf("=");
    if (equals < 0) return [];
    return [[part.slice(0, equals).trim().toLowerCase(), unquote(part.slice(equals + 1).trim())]];
  });
  return { type: /^[^\s/]+\/[^\s/]+$/.test(type) ? type : "text/plain", parameters: new Map(pairs) };
}

/** RFC 2046 §5.1.1: the octets of each part; the line end before a boundary belongs to the boundary. */
export function partsOf(body: Octets, boundary: string): readonly Octets[] {
  const marks = boundaryLines(body, boundary);
  return marks.flatMap((mark, index) => {
    const next = marks[index + 1];
    if (mark.closes || next === undefined) return [];
    return [body.slice(mark.end, Math.max(mark.end, withoutLineEnd(body, next.start)))];
  });
}

/** RFC 3156 §5: what was signed has CRLF line ends. */
export function canonical(octets: Octets): Octets {
  const parts: Uint8Array[] = [];
  let from = 0;
  octets.forEach((octet, at) => {
    if (octet !== LF || octets[at - 1] === CR) return;
    parts.push(octets.subarray(from, at), Uint8Array.of(CR, LF));
    from = at + 1;
  });
  return from === 0 ? octets : concat(...parts, octets.subarray(from));
}

interface BoundaryLine {
  readonly start: number;
  readonly end: number;
  readonly closes: boolean;
}

function boundaryLines(body: Octets, boundary: string): readonly BoundaryLine[] {
  const found: BoundaryLine[] = [];
  const open = `--${boundary}`;
  for (let start = 0; start < body.length;) {
    const lineFeed = body.indexOf(LF, start);
    const end = lineFeed < 0 ? body.length : lineFeed + 1;
    if (body[start] === 0x2d && body[start + 1] === 0x2d && end - start <= open.length + 80) {
      const line = latin1(body.subarray(start, end)).trimEnd();
      if (line === open || line === `${open}--`) found.push({ start, end, closes: line !== open });
    }
    start = end;
  }
  return found;
}

function withoutLineEnd(body: Octets, at: number): number {
  if (body[at - 1] !== LF) return at;
  return body[at - 2] === CR ? at - 2 : at - 1;
}

function cutHeader(octets: Octets): { readonly header: Octets; readonly body: Octets } {
  for (let start = 0; start < octets.length;) {
    const lineFeed = octets.indexOf(LF, start);
    const end = lineFeed < 0 ? octets.length : lineFeed;
    if (end === start || (end === start + 1 && octets[start] === CR)) {
      return { header: octets.slice(0, start), body: octets.slice(Math.min(end + 1, octets.length)) };
    }
    start = end + 1;
  }
  return { header: octets, body: new Uint8Array(0) };
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  return value.replace(/^"|"$/g, "").replace(/\\(.)/g, "$1");
}
