// How hard a password is to guess, roughly and without a dictionary: enough for a hint, never a gate on its own.

export interface Strength {
  readonly step: 0 | 1 | 2 | 3 | 4;
  readonly words: string;
}

const usual = /pass|qwert|asdf|1234|abcd|letmein|welcome|admin|iloveyou|postern|secret/giu;

/** Bits of a password if each letter were drawn from the kinds it uses, less what repeats and what everybody types. */
export function guessBits(password: string): number {
  const kinds: [RegExp, number][] = [
    [/\p{Ll}/u, 26],
    [/\p{Lu}/u, 26],
    [/\d/u, 10],
    [/[^\p{L}\d]/u, 33],
    [/[^\p{ASCII}]/u, 100],
  ];
  const pool = kinds.reduce((sum, [pattern, size]) => sum + (pattern.test(password) ? size : 0), 0);
  const plain = password.replace(usual, "").replace(/(.)\1{2,}/gu, "$1");
  const letters = [...plain];
  const fresh = letters.filter((letter, at) => at === 0 || step(letters[at - 1], letter) > 1).length;
  return pool === 0 ? 0 : fresh * Math.log2(pool) * Math.min(1, new Set(letters).size / 6);
}

function step(before: string | undefined, after: string): number {
  return Math.abs((before?.codePointAt(0) ?? 0) - (after.codePointAt(0) ?? 0));
}

export function strengthOf(password: string): Strength {
  const bits = guessBits(password);
  if (password === "") return { step: 0, words: "Four or five unrelated words make a strong password." };
  if (bits < 36) return { step: 1, words: "Easy to guess. Add a few more words." };
  if (bits < 56) return { step: 2, words: "Fair. Another word would make it strong." };
  if (bits < 76) return { step: 3, words: "Strong." };
  return { step: 4, words: "Very strong." };
}

/** Sign-up asks for at least this: ten characters that are not plainly guessable. */
export function isAcceptable(password: string): boolean {
  return [...password].length >= 10 && guessBits(password) >= 36;
}
