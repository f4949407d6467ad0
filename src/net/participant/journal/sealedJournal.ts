import nacl from 'tweetnacl';
import { toHex } from '../../../crypto/hex.ts';
import type { RandomSource } from '../../../crypto/random.ts';
import type { Identity } from '../../../crypto/signing.ts';
import { equalBytes, sha256Bulk, tupleHash } from '../../../crypto/tupleHash.ts';
import { CheckFailure, type EnabledChecks } from '../../../session/checks/enabledChecks.ts';
import {
  digestAfter,
  type Head,
  headKey,
  NO_ENTRIES,
  openHead,
  saltOf,
  sealHead,
} from '../../disk/head.ts';
import {
  entryBytes,
  entryFrom,
  type Finished,
  finishedBytes,
  finishedFrom,
  type Journal,
  type JournalEntry,
  JournalError,
} from './journal.ts';
import type { NoteStorage } from './noteStorage.ts';

/** Subject of a journal's head. */
const SUBJECT = 'notes';

/**
 * A journal whose entries are encrypted and authenticated under a key derived from the identity,
 * with a head that has their number and digest. If there are fewer entries than the head says, or
 * their digest differs, the journal cannot be used.
 */
export class SealedJournal implements Journal {
  readonly #storage: NoteStorage;
  readonly #checks: EnabledChecks;
  readonly #random: RandomSource;
  readonly #salt: Uint8Array;
  readonly #key: Uint8Array;
  readonly #finishedKey: Uint8Array;
  /** The current head; `undefined` until the entries have been read. */
  #head: Head | undefined;

  private constructor(
    storage: NoteStorage,
    checks: EnabledChecks,
    identity: Identity,
    random: RandomSource,
    salt: Uint8Array,
  ) {
    this.#storage = storage;
    this.#checks = checks;
    this.#random = random;
    this.#salt = salt;
    const secret = identity.secret.expose();
    this.#key = tupleHash('veilsum-1/journal-key', secret, salt);
    this.#finishedKey = tupleHash('veilsum-1/journal-key', secret, 'finished');
  }

  /**
   * Opens a journal, or starts a new one. Its entries are verified when they are first read.
   *
   * @throws JournalError if the storage cannot be read
   */
  static async open(
    storage: NoteStorage,
    checks: EnabledChecks,
    identity: Identity,
    random: RandomSource,
  ): Promise<SealedJournal> {
    const head = await storage.head();
    const salt = (head && saltOf(head)) ?? random(32);
    return new SealedJournal(storage, checks, identity, random, salt);
  }

  async entries(): Promise<readonly JournalEntry[]> {
    const { where } = this.#storage;
    const kept = await this.#storage.head();
    const head = kept && openHead(headKey(this.#key), kept);
    if (kept && !head) {
      throw new JournalError(
        `${where}: the journal is damaged, or of another identity; this round cannot be resumed`,
      );
    }
    const notes: Uint8Array[] = [];
    let digest = NO_ENTRIES;
    let atHead = head?.count === 0 ? digest : undefined;
    for (;;) {
      const sealed = await this.#storage.note(notes.length);
      if (!sealed) break;
      digest = digestAfter(digest, await sha256Bulk(sealed));
      notes.push(sealed);
      if (notes.length === head?.count) atHead = digest;
    }
    this.#requireHead(head, notes.length, atHead);
    const entries = notes.map((sealed, index) => this.#open(index, sealed));
    this.#head = { subject: SUBJECT, count: entries.length, digest };
    if (head?.count !== entries.length) await this.#keepHead();
    return entries;
  }

  async append(entry: JournalEntry): Promise<void> {
    if (!this.#head) await this.entries();
    const { count, digest } = this.#head!;
    const plain = entryBytes(entry);
    const sealed = seal(this.#keyOf(count), plain, this.#random);
    plain.fill(0);
    // The entry first, then the head; see `Head`.
    await this.#storage.putNote(count, sealed);
    const after = digestAfter(digest, await sha256Bulk(sealed));
    this.#head = { subject: SUBJECT, count: count + 1, digest: after };
    await this.#keepHead();
  }

  async end(finished?: Finished): Promise<void> {
    if (finished) {
      const sealed = seal(this.#finishedKey, finishedBytes(finished), this.#random);
      await this.#storage.putFinished(toHex(finished.session), sealed);
    }
    await this.#storage.clear();
    this.#head = undefined;
  }

  async finished(): Promise<readonly Finished[]> {
    const all: Finished[] = [];
    for (const name of await this.#storage.finishedNames()) {
      const sealed = await this.#storage.finished(name);
      const plain = sealed && unseal(this.#finishedKey, sealed);
      // An entry of another identity, or a damaged one, is of no use for fetching a record.
      if (plain) all.push(finishedFrom(plain));
    }
    return all;
  }

  forget(session: Uint8Array): Promise<void> {
    return this.#storage.forgetFinished(toHex(session));
  }

  async close(): Promise<void> {
    await this.#storage.close();
    this.#key.fill(0);
    this.#finishedKey.fill(0);
  }

  /**
   * Requires that the entries match their head, and that the storage is not a copy.
   *
   * @throws JournalError with check `journal-head`
   */
  #requireHead(head: Head | undefined, count: number, atHead: Uint8Array | undefined): void {
    const { where, inPlace } = this.#storage;
    const found = (): string => {
      if (head && count < head.count) {
        return `only ${count} of ${head.count} entries of this journal are left`;
      }
      if (!head) return 'the head of this journal is missing';
      if (!atHead || !equalBytes(atHead, head.digest))
        return 'the entries of this journal do not match their head';
      return 'this journal was copied, or restored from a backup';
    };
    const whole = head
      ? atHead !== undefined && equalBytes(atHead, head.digest) && inPlace
      : count === 0;
    try {
      this.#checks.require('journal-head', whole, () => ({
        message: `${where}: ${found()}; resuming could answer the same message twice, differently. This round cannot be resumed: delete this folder and wait for the next round`,
      }));
    } catch (error) {
      if (!(error instanceof CheckFailure)) throw error;
      throw new JournalError(error.message, { cause: error, check: error.check });
    }
  }

  #keepHead(): Promise<void> {
    return this.#storage.putHead(sealHead(headKey(this.#key), this.#head!, this.#salt));
  }

  #open(index: number, sealed: Uint8Array): JournalEntry {
    const plain = unseal(this.#keyOf(index), sealed);
    if (!plain) {
      throw new JournalError(
        `${this.#storage.where}: the journal is damaged, or of another identity; this round cannot be resumed`,
      );
    }
    return entryFrom(plain);
  }

  /** The key of the entry at an index. Each has its own, so that entries cannot be reordered. */
  #keyOf(index: number): Uint8Array {
    return tupleHash('veilsum-1/journal-entry', this.#key, index);
  }
}

const { nonceLength } = nacl.secretbox;

/** Encrypts and authenticates with XSalsa20-Poly1305: nonce, then box. */
function seal(key: Uint8Array, plain: Uint8Array, random: RandomSource): Uint8Array {
  const nonce = random(nonceLength);
  const box = nacl.secretbox(plain, nonce, key);
  const sealed = new Uint8Array(nonce.length + box.length);
  sealed.set(nonce);
  sealed.set(box, nonce.length);
  return sealed;
}

/** Opens what `seal` returned; `undefined` if the key is another one or the bytes are damaged. */
function unseal(key: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < nonceLength) return undefined;
  return (
    nacl.secretbox.open(sealed.slice(nonceLength), sealed.slice(0, nonceLength), key) ?? undefined
  );
}
