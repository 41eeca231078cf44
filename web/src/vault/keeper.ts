import {
  answerLogin,
  beginLogin,
  type BegunLogin,
  lockByPhrase,
  type Login,
  type LoginQuestion,
  makeLogin,
  stretch,
  unlockByPassword,
  unlockByPhrase,
} from "./account";
import { LABEL, open, seal } from "./box";
import {
  certificatesOf,
  checkOwn,
  generate,
  type Keys,
  lockKeys,
  makeKeyList,
  unlockKeys,
  verify,
} from "./certificates";
import type { Kept } from "./kept";
import { sealLetter } from "./letter";
import { mimeLibrary } from "./mime";
import { base64, fromBase64, fromUtf8, type Octets, random, utf8 } from "./octets";
import { openMail } from "./opening";
import { newPhrase, readPhrase, signRecovery } from "./phrase";
import { locked } from "./problem";
import type {
  AccountPapers,
  Calls,
  Enrolled,
  Fingerprints,
  Forms,
  Letter,
  LetterSealed,
  OpenedSummary,
  RecoveryPapers,
  SealedSummary,
  ServedKeys,
  Shown,
} from "./protocol";
import { confirm, type Proof } from "./srp";
import { open as openStored, openBody, replaceSummary } from "./stored";
import { readSummary, type StoredSummary, summaryOf, writeSummary } from "./summary";

interface Unlocked {
  readonly address: string;
  readonly accountKey: Octets;
  readonly keys: Keys;
}

interface LoginUnderWay {
  readonly begun: BegunLogin;
  readonly kek: Octets | null;
  readonly proof: Proof | null;
}

/** The only holder of keys. It runs in the worker and answers `Calls`; nothing else of it can be reached. */
export class Keeper implements Calls {
  readonly #kept: Kept;
  #login: LoginUnderWay | null = null;
  #unlocked: Unlocked | null = null;

  constructor(kept: Kept) {
    this.#kept = kept;
  }

  async enrol(address: string, password: string): Promise<Enrolled> {
    const accountKey = random(32);
    const keys = await generate(address);
    const phrase = newPhrase();
    return {
      words: phrase.words,
      login: await makeLogin(address, password, accountKey),
      ...(await lockByPhrase(phrase, accountKey)),
      lockedKeys: await lockKeys(accountKey, keys),
      certificates: certificatesOf(keys),
      keyList: await makeKeyList(address, keys, new Date()),
    };
  }

  async beginLogin(address: string): Promise<{ readonly A: string }> {
    const { begun, A } = beginLogin(address);
    this.#login = { begun, kek: null, proof: null };
    return { A };
  }

  async proveLogin(password: string, question: LoginQuestion): Promise<{ readonly M1: string }> {
    const login = this.#login;
    if (login === null) throw locked();
    const stretched = await stretch(password, question.kdf);
    const proof = answerLogin(login.begun, stretched, question);
    this.#login = { ...login, kek: stretched.kek, proof };
    return { M1: base64(proof.M1) };
  }

  async confirmLogin(M2: string): Promise<void> {
    const proof = this.#login?.proof;
    if (proof === null || proof === undefined) throw locked();
    confirm(proof, fromBase64(M2));
  }

  async unlock(papers: AccountPapers): Promise<void> {
    const kek = this.#login?.kek;
    if (kek === null || kek === undefined || this.#login?.begun.address !== papers.address) throw locked();
    const accountKey = await unlockByPassword(kek, papers.wrappedByPassword);
    await this.#openAccount(accountKey, papers);
    this.#login = null;
    // A browser without a database (private windows) only loses the reload.
    await this.#kept.put(papers.address, accountKey).catch(() => undefined);
  }

  remembers(): Promise<boolean> {
    return this.#kept.any().catch(() => false);
  }

  async restore(papers: AccountPapers): Promise<boolean> {
    const accountKey = await this.#kept.find(papers.address).catch(() => null);
    if (accountKey === null) return false;
    await this.#openAccount(accountKey, papers);
    return true;
  }

  async lock(): Promise<void> {
    this.#login?.kek?.fill(0);
    this.#unlocked?.accountKey.fill(0);
    this.#login = null;
    this.#unlocked = null;
    await this.#kept.forget().catch(() => undefined);
  }

  async newLogin(password: string): Promise<Login> {
    const { address, accountKey } = this.#open();
    return makeLogin(address, password, accountKey);
  }

  async newPhrase() {
    const phrase = newPhrase();
    return { words: phrase.words, ...(await lockByPhrase(phrase, this.#open().accountKey)) };
  }

  async signRecovery(address: string, words: readonly string[], challenge: string): Promise<string> {
    return base64(signRecovery(readPhrase(words), address, fromBase64(challenge)));
  }

  async recoverLogin(words: readonly string[], papers: RecoveryPapers, newPassword: string): Promise<Login> {
    const accountKey = await unlockByPhrase(readPhrase(words), papers.wrappedByPhrase);
    await checkOwn(await unlockKeys(accountKey, papers.lockedKeys), papers);
    return makeLogin(papers.address, newPassword, accountKey);
  }

  async keepRouteToken(token: string): Promise<void> {
    await this.#kept.putToken(token).catch(() => undefined);
  }

  routeToken(): Promise<string | null> {
    return this.#kept.token().catch(() => null);
  }

  sealWaiting(text: string): Promise<Octets> {
    return seal(this.#open().accountKey, LABEL.waiting, utf8(text));
  }

  async openWaiting(box: Octets): Promise<string> {
    return fromUtf8(await open(this.#open().accountKey, LABEL.waiting, box));
  }

  async sealSettings(text: string): Promise<string> {
    return base64(await seal(this.#open().accountKey, LABEL.settings, utf8(text)));
  }

  async openSettings(box: string): Promise<string> {
    return fromUtf8(await open(this.#open().accountKey, LABEL.settings, fromBase64(box)));
  }

  async sealName(name: string): Promise<string> {
    return base64(await seal(this.#open().accountKey, LABEL.mailboxName, utf8(name)));
  }

  async openNames(boxes: readonly string[]): Promise<readonly (string | null)[]> {
    const { accountKey } = this.#open();
    const name = async (box: string) => fromUtf8(await open(accountKey, LABEL.mailboxName, fromBase64(box)));
    return Promise.all(boxes.map((box) => name(box).catch(() => null)));
  }

  async checkKeys(served: ServedKeys): Promise<Fingerprints> {
    const verified = await verify(served);
    return { v6: verified.v6Fingerprint, v4: verified.v4Fingerprint };
  }

  async openSummaries(sealed: readonly SealedSummary[]): Promise<readonly OpenedSummary[]> {
    const { keys } = this.#open();
    const one = async (each: SealedSummary) => readSummary(await openStored(keys.v6, fromBase64(each.sealed)));
    const opened = sealed.map(async (each) => ({ id: each.id, summary: await one(each).catch(() => null) }));
    const all = await Promise.all(opened);
    void mimeLibrary().catch(() => undefined); // whoever sees a list will open a message
    return all;
  }

  async openMessage(sealed: Octets, signer: ServedKeys | null): Promise<Shown> {
    const { keys } = this.#open();
    const original = await openBody(keys.v6, sealed);
    const known = signer === null ? null : { email: signer.address, keys: await verify(signer) };
    const { mail, trust, wasEncrypted } = await openMail(original, keys, known);
    const stored = await this.#summaryIn(sealed);
    const better = wasEncrypted ? { ...stored, protection: "pgp-encrypted" as const, opened: true } : (stored ?? {});
    const summary = summaryOf(mail, original.length, better);
    const replaces = wasEncrypted && stored?.opened !== true;
    return {
      trust,
      html: mail.html,
      text: mail.text,
      attachments: mail.attachments,
      source: original,
      summary,
      betterSummary: replaces ? base64(await replaceSummary(keys.v6, sealed, writeSummary(summary))) : null,
    };
  }

  async sealLetter(letter: Letter, forms: Forms, threadKey: string): Promise<LetterSealed> {
    return sealLetter(letter, forms, threadKey, this.#open().keys, new Date());
  }

  async #summaryIn(sealed: Octets): Promise<StoredSummary | null> {
    try {
      return readSummary(await openStored(this.#open().keys.v6, sealed));
    } catch {
      return null;
    }
  }

  async #openAccount(accountKey: Octets, papers: AccountPapers): Promise<void> {
    const keys = await unlockKeys(accountKey, papers.lockedKeys);
    await checkOwn(keys, papers);
    this.#unlocked = { address: papers.address, accountKey, keys };
  }

  #open(): Unlocked {
    if (this.#unlocked === null) throw locked();
    return this.#unlocked;
  }
}
