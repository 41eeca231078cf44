import { ed25519 } from "@noble/curves/ed25519.js";
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { derive } from "./box";
import { concat, type Octets, random, utf8 } from "./octets";
import { Refusal } from "./problem";

// The recovery phrase: 24 words of BIP-39 English, that is 256 random bits and 8 check bits.

export interface Phrase {
  readonly words: readonly string[];
  readonly kek: Octets;
  readonly seed: Octets; // RFC 8032 seed
}

export function newPhrase(entropy: Octets = random(32)): Phrase {
  return phraseOf(entropyToMnemonic(entropy, wordlist).split(" "), entropy);
}

export function readPhrase(words: readonly string[]): Phrase {
  const tidy = words.map((word) => word.trim().toLowerCase()).filter((word) => word !== "");
  if (tidy.length !== 24) throw wrongWords();
  try {
    return phraseOf(tidy, Uint8Array.from(mnemonicToEntropy(tidy.join(" "), wordlist)));
  } catch {
    throw wrongWords();
  }
}

export function phrasePublicKey(phrase: Phrase): Octets {
  return Uint8Array.from(ed25519.getPublicKey(phrase.seed));
}

/** Answers a recovery challenge; the label keeps the signature from meaning anything elsewhere. */
export function signRecovery(phrase: Phrase, address: string, challenge: Uint8Array): Octets {
  const said = concat(utf8(`postern recovery v1\n${address}\n`), challenge);
  return Uint8Array.from(ed25519.sign(said, phrase.seed));
}

function phraseOf(words: readonly string[], entropy: Octets): Phrase {
  return {
    words,
    kek: derive(entropy, "postern phrase kek v1"),
    seed: derive(entropy, "postern phrase sign v1"),
  };
}

function wrongWords(): Refusal {
  return new Refusal("wrong-phrase", "These are not 24 words of a recovery phrase, or one of them is mistyped.");
}
