import {
  generateIdentity,
  type Identity,
  identityFromSeed,
  type Ledger,
  systemRandom,
} from 'veilsum';
import type { NoteStorage } from 'veilsum/http';
import { ledgerOver } from '../shared/claims.ts';
import { openDatabase, transact, type Work } from '../shared/database.ts';
import { noteStorage } from './notes.ts';
import { type Sealed, seal, unseal, wrappingKey } from './sealing.ts';

const STORES = ['identity', 'claims', 'notes', 'finished', 'answers', 'records'] as const;

/** A store of the database. */
export type Store = (typeof STORES)[number];

/** Runs one transaction, in which the identity must still be there. */
export type Owned = <T>(
  stores: readonly Store[],
  mode: IDBTransactionMode,
  work: Work<T>,
) => Promise<T>;

interface KeptIdentity {
  readonly publicKey: string;
  readonly wrapping: CryptoKey;
  readonly seed: Sealed;
}

/** A record that this participant has taken part in, and how to find its answers there. */
export interface KeptRecord {
  readonly record: Uint8Array;
  readonly receipt: Uint8Array;
}

/**
 * What a page keeps for its participant: identity, ledger, journal and answers in one database. Everything is written in transactions
 * that also read the identity, so that a page cannot go on without the ledger after its storage was cleared.
 */
export class SurveyStorage {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  /**
   * Opens the storage, and keeps it until the page is closed.
   *
   * @throws Error with a sentence if another tab has it, or this browser does not keep it
   */
  static async open(): Promise<SurveyStorage> {
    const database = await openDatabase('veilsum-survey', STORES);
    await takeLock();
    return new SurveyStorage(database);
  }

  /** The identity of this browser, if it has one. */
  async participant(): Promise<Participant | undefined> {
    const kept = await this.#kept();
    if (!kept) return undefined;
    const seed = await unseal(kept.wrapping, 'identity', kept.seed);
    const identity = identityFromSeed(seed);
    seed.fill(0);
    return new Participant(this.#database, identity, kept);
  }

  /** Makes the identity of this browser, unless it has one. */
  async enrol(): Promise<Participant> {
    const identity = generateIdentity(systemRandom);
    const wrapping = await wrappingKey();
    const seed = await seal(wrapping, 'identity', identity.secret.expose());
    const made: KeptIdentity = { publicKey: identity.publicKey.toHex(), wrapping, seed };
    await transact(this.#database, ['identity', 'claims'], 'readwrite', (store, give, refuse) => {
      const claims = store('claims').count();
      claims.onsuccess = () => {
        // Claims of an identity that is gone: it has been used, and may be in use elsewhere.
        if (claims.result > 0) refuse('this browser has lost its key: clear the site’s data');
        else
          store('identity').add(made, 'mine').onsuccess = () => {
            give(undefined);
          };
      };
    });
    return (await this.participant())!;
  }

  #kept(): Promise<KeptIdentity | undefined> {
    return transact(this.#database, ['identity'], 'readonly', (store, give) => {
      const asked: IDBRequest<unknown> = store('identity').get('mine');
      asked.onsuccess = () => {
        give(asked.result as KeptIdentity | undefined);
      };
    });
  }
}

/** What is kept for an identity. */
export class Participant {
  readonly identity: Identity;
  readonly #database: IDBDatabase;
  readonly #kept: KeptIdentity;

  constructor(database: IDBDatabase, identity: Identity, kept: KeptIdentity) {
    this.#database = database;
    this.identity = identity;
    this.#kept = kept;
  }

  /** The rounds and inputs that were used. */
  get ledger(): Ledger {
    return ledgerOver(
      (mode, work) =>
        this.#owned(['claims'], mode, (store, give) => {
          work(store('claims'), give);
        }),
      this.#kept.publicKey,
    );
  }

  /** The storage of the journal. */
  get notes(): NoteStorage {
    return noteStorage(this.#owned);
  }

  /** The answers that are being sent, if a page was closed before their end. */
  async answers(survey: string): Promise<Int32Array | undefined> {
    const sealed = await this.#get<Sealed>('answers', survey);
    if (!sealed) return undefined;
    const bytes = await unseal(this.#kept.wrapping, `answers ${survey}`, sealed);
    return Int32Array.from(bytes);
  }

  /** Keeps answers, each coordinate 0 or 1, until the participation has ended. */
  async keepAnswers(survey: string, answers: Int32Array): Promise<void> {
    const plain = Uint8Array.from(answers);
    const sealed = await seal(this.#kept.wrapping, `answers ${survey}`, plain);
    await this.#owned(['answers'], 'readwrite', (store) => {
      store('answers').put(sealed, survey);
    });
  }

  /** Ends a participation: forgets the answers, and keeps the record if there is one. */
  async end(survey: string, record: KeptRecord | undefined): Promise<void> {
    await this.#owned(['answers', 'records'], 'readwrite', (store) => {
      store('answers').delete(survey);
      if (record) store('records').put(record, survey);
    });
  }

  /** The record of a survey, once it was published. */
  record(survey: string): Promise<KeptRecord | undefined> {
    return this.#get('records', survey);
  }

  #get<T>(from: Store, key: string): Promise<T | undefined> {
    return this.#owned([from], 'readonly', (store, give) => {
      const asked: IDBRequest<unknown> = store(from).get(key);
      asked.onsuccess = () => {
        give(asked.result as T | undefined);
      };
    });
  }

  readonly #owned: Owned = (stores, mode, work) =>
    transact(this.#database, ['identity', ...stores], mode, (store, give, refuse) => {
      const asked: IDBRequest<unknown> = store('identity').get('mine');
      asked.onsuccess = () => {
        if ((asked.result as KeptIdentity | undefined)?.publicKey === this.#kept.publicKey)
          work(store, give, refuse);
        else refuse('the site’s data was cleared while this page was open: reload it');
      };
    });
}

/** Held until the page is gone: two tabs would answer for the same participant. */
async function takeLock(): Promise<void> {
  const taken = await new Promise<boolean>((resolve) => {
    void navigator.locks.request('veilsum-survey', { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock ? new Promise<void>(() => undefined) : undefined;
    });
  });
  if (!taken) throw new Error('this survey is open in another tab: go on there, or close it');
}
