// Octets and the few ways they are written down.

export type Octets = Uint8Array<ArrayBuffer>;

export const CR = 13;
export const LF = 10;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

export function utf8(text: string): Octets {
  return encoder.encode(text);
}

export function fromUtf8(octets: Uint8Array): string {
  return decoder.decode(octets);
}

/** RFC 4648 §4, padded. */
export function base64(octets: Uint8Array): string {
  const step = 0x8000;
  let binary = "";
  for (let at = 0; at < octets.length; at += step) {
    binary += String.fromCharCode(...octets.subarray(at, at + step));
  }
  return btoa(binary);
}

export function fromBase64(text: string): Octets {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** One character an octet, for text that must keep octets which are not UTF-8. */
export function latin1(octets: Uint8Array): string {
  const step = 0x8000;
  let text = "";
  for (let at = 0; at < octets.length; at += step) {
    text += String.fromCharCode(...octets.subarray(at, at + step));
  }
  return text;
}

export function hex(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}

export function concat(...parts: readonly Uint8Array[]): Octets {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Compares without stopping at the first difference. */
export function same(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  left.forEach((octet, index) => (difference |= octet ^ (right[index] ?? 0)));
  return difference === 0;
}

export function random(length: number): Octets {
  return crypto.getRandomValues(new Uint8Array(length));
}
