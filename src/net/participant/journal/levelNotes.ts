import { readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClassicLevel } from 'classic-level';
import { readIfThere, syncFolder, writeDurably } from '../../disk/durable.ts';
import { destroyLevelDatabase, levelDatabase, levelFolder, levelReason } from '../../disk/level.ts';
import { anchor, isInPlace } from '../../disk/place.ts';
import { makeFolder } from '../../disk/folders.ts';
import { JournalError } from './journal.ts';
import type { NoteStorage } from './noteStorage.ts';

/** The entries that are created in a participant's folder. Nothing else in it is ever removed. */
const NOTES_FOLDER = 'participation';
const ENDED_FOLDER = 'participation.ended';
const FINISHED_FOLDER = 'finished';

/** Files in `finished/`: the session's digest in hexadecimal. */
const FINISHED_NAME = /^([0-9a-f]{64})\.sealed$/;

/** Each write is synced to disk before it resolves. */
const KEPT = { sync: true };

/**
 * Opens the storage of a journal in a folder: its entries in a LevelDB database in
 * `participation/`, with their head in a file next to it, and finished participations as files in
 * `finished/`. Nothing else in the folder is touched.
 *
 * @throws JournalError if another process has it open, it cannot be written, or its entries are
 *   gone while their head is still there
 */
export async function openLevelNotes(folder: string): Promise<NoteStorage> {
  const where = join(folder, NOTES_FOLDER);
  return orJournalError(where, async () => {
    await removeEnded(folder);
    await makeFolder(where, 0o700);
    const location = join(where, 'notes');
    // This throws for an incomplete database, whose files LevelDB would delete when opening it.
    const there = await levelFolder(location);
    const hasHead = (await readIfThere(join(where, 'head'))) !== undefined;
    if (hasHead && there === 'absent') {
      throw new JournalError(
        `${where}: the journal of this participation is missing, but its head is there; this round cannot be resumed: delete this folder and wait for the next round`,
        { check: 'journal-head' },
      );
    }
    const database = await levelDatabase(location);
    await database.open();
    if (!hasHead) await anchor(where);
    return new LevelNotes(folder, database, await isInPlace(where));
  });
}

class LevelNotes implements NoteStorage {
  readonly where: string;
  readonly inPlace: boolean;
  readonly #folder: string;
  readonly #finished: string;
  readonly #head: string;
  readonly #database: ClassicLevel<string, Uint8Array>;
  #cleared = false;

  constructor(folder: string, database: ClassicLevel<string, Uint8Array>, inPlace: boolean) {
    this.where = join(folder, NOTES_FOLDER);
    this.#folder = folder;
    this.#finished = join(folder, FINISHED_FOLDER);
    this.#head = join(this.where, 'head');
    this.#database = database;
    this.inPlace = inPlace;
  }

  note(index: number): Promise<Uint8Array | undefined> {
    return this.#do(() => this.#database.get(keyOf(index)));
  }

  putNote(index: number, sealed: Uint8Array): Promise<void> {
    return this.#do(() => this.#database.put(keyOf(index), sealed, KEPT));
  }

  head(): Promise<Uint8Array | undefined> {
    return this.#do(() => readIfThere(this.#head));
  }

  putHead(head: Uint8Array): Promise<void> {
    return this.#do(() => writeDurably(this.#head, head));
  }

  clear(): Promise<void> {
    return this.#do(async () => {
      await this.#database.close();
      this.#cleared = true;
      // Renamed in one step: entries without a head would be rejected, and so would a head without
      // entries.
      await rename(this.where, join(this.#folder, ENDED_FOLDER));
      await syncFolder(this.#folder);
      await removeEnded(this.#folder);
    });
  }

  finishedNames(): Promise<readonly string[]> {
    return this.#do(async () => {
      const names = await readdir(this.#finished).catch(() => []);
      return names.flatMap((name) => FINISHED_NAME.exec(name)?.[1] ?? []);
    });
  }

  finished(name: string): Promise<Uint8Array | undefined> {
    return this.#do(() => readIfThere(this.#fileOf(name)));
  }

  putFinished(name: string, sealed: Uint8Array): Promise<void> {
    return this.#do(async () => {
      await makeFolder(this.#finished, 0o700);
      await writeDurably(this.#fileOf(name), sealed);
    });
  }

  forgetFinished(name: string): Promise<void> {
    return this.#do(async () => {
      await rm(this.#fileOf(name), { force: true });
      await removeIfEmpty(this.#finished);
    });
  }

  async close(): Promise<void> {
    if (this.#cleared) return;
    // If nothing was written, the folder is left as it was.
    if ((await this.head()) === undefined) await this.clear();
    else await this.#do(() => this.#database.close());
  }

  #fileOf(name: string): string {
    return join(this.#finished, `${name}.sealed`);
  }

  #do<T>(work: () => Promise<T>): Promise<T> {
    return orJournalError(this.where, work);
  }
}

function keyOf(index: number): string {
  return `entry ${String(index).padStart(4, '0')}`;
}

/**
 * Removes the files of a journal that has ended, by name, and its folders only if they are empty.
 */
async function removeEnded(folder: string): Promise<void> {
  const ended = join(folder, ENDED_FOLDER);
  const notes = join(ended, 'notes');
  if ((await levelFolder(notes).catch(() => 'there')) === 'there') {
    await destroyLevelDatabase(notes);
  }
  for (const name of ['head', 'head.new', 'anchor', 'anchor.time', 'anchor.time.new']) {
    await rm(join(ended, name), { force: true });
  }
  await removeIfEmpty(notes);
  await removeIfEmpty(ended);
}

function removeIfEmpty(folder: string): Promise<void> {
  return rmdir(folder).catch(() => undefined);
}

async function orJournalError<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof JournalError) throw error;
    throw new JournalError(
      `${where}: the journal of this participation cannot be used: ${levelReason(error)}`,
      { cause: error },
    );
  }
}
