import { rm } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';
import nacl from 'tweetnacl';
import type { RandomSource } from '../../crypto/random.ts';
import type { Identity } from '../../crypto/signing.ts';
import { randomSource } from '../../crypto/randomArgument.ts';
import { tupleHash } from '../../crypto/tupleHash.ts';
import { identityArgument } from '../../session/parties.ts';
import { text } from '../../usage/arguments.ts';
import { entryBytes, entryFrom, type Journal, type JournalEntry, JournalError } from './journal.ts';

const folderName = text(1, 4096);

type Database = ClassicLevel<string, Uint8Array>;

const SALT_KEY = 'salt';

/** Every write is on the disk before it counts. */
const KEPT = { sync: true };

/**
 * A participant's notes in a folder, encrypted under a key that follows from its identity (XSalsa20-Poly1305). The folder is
 * locked by one process at a time. Never bring an older copy of it back: what was said after it was made could be said again,
 * in other words, and two answers to one question give an input away.
 *
 * @param folder - made where it is missing
 * @throws JournalError where another process has it, or it is of another identity; HostError `wrong-input` for arguments that are
 *   not as they should be
 */
export async function openLevelJournal(
  folder: string,
  identity: Identity,
  random: RandomSource,
): Promise<Journal> {
  folderName(folder, 'folder');
  identityArgument(identity, 'identity');
  const draw = randomSource(random, 'random');
  const database: Database = new ClassicLevel(folder, {
    keyEncoding: 'utf8',
    valueEncoding: 'view',
  });
  await orJournalError(folder, database.open());
  let salt = await database.get(SALT_KEY);
  if (!salt) {
    salt = draw(32);
    await orJournalError(folder, database.put(SALT_KEY, salt, KEPT));
  }
  const key = tupleHash('veilsum-1/journal-key', identity.secret.expose(), salt);
  return new LevelJournal(folder, database, key, draw);
}

class LevelJournal implements Journal {
  readonly #folder: string;
  readonly #database: Database;
  readonly #key: Uint8Array;
  readonly #random: RandomSource;
  #length = 0;

  constructor(folder: string, database: Database, key: Uint8Array, random: RandomSource) {
    this.#folder = folder;
    this.#database = database;
    this.#key = key;
    this.#random = random;
  }

  async entries(): Promise<readonly JournalEntry[]> {
    const entries: JournalEntry[] = [];
    for (;;) {
      const sealed = await orJournalError(this.#folder, this.#database.get(place(entries.length)));
      if (!sealed) break;
      entries.push(this.#open(entries.length, sealed));
    }
    this.#length = entries.length;
    return entries;
  }

  async append(entry: JournalEntry): Promise<void> {
    const nonce = this.#random(nacl.secretbox.nonceLength);
    const plain = entryBytes(entry);
    const box = nacl.secretbox(plain, nonce, this.#keyOf(this.#length));
    plain.fill(0);
    const sealed = new Uint8Array(nonce.length + box.length);
    sealed.set(nonce);
    sealed.set(box, nonce.length);
    await orJournalError(this.#folder, this.#database.put(place(this.#length), sealed, KEPT));
    this.#length += 1;
  }

  async discard(): Promise<void> {
    await this.close();
    await orJournalError(this.#folder, rm(this.#folder, { recursive: true, force: true }));
  }

  async close(): Promise<void> {
    await orJournalError(this.#folder, this.#database.close());
    this.#key.fill(0);
  }

  #open(index: number, sealed: Uint8Array): JournalEntry {
    const { nonceLength } = nacl.secretbox;
    const nonce = sealed.slice(0, nonceLength);
    const plain =
      nonce.length === nonceLength &&
      nacl.secretbox.open(sealed.slice(nonceLength), nonce, this.#keyOf(index));
    if (!plain) {
      throw new JournalError(
        `${this.#folder}: the notes in it are of another identity, or damaged; this round cannot be gone on with`,
      );
    }
    return entryFrom(plain);
  }

  /** One key a place, so that notes cannot change places. */
  #keyOf(index: number): Uint8Array {
    return tupleHash('veilsum-1/journal-entry', this.#key, index);
  }
}

function place(index: number): string {
  return `entry ${String(index).padStart(4, '0')}`;
}

function orJournalError<T>(folder: string, step: Promise<T>): Promise<T> {
  return step.catch((error: unknown) => {
    const cause = (error as Error).cause;
    const reason = cause instanceof Error ? cause.message : (error as Error).message;
    throw new JournalError(
      `${folder}: the notes of this participation cannot be kept (${reason}); is another process taking part with them?`,
      { cause: error },
    );
  });
}
