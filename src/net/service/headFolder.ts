import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere, writeDurably } from '../disk/durable.ts';
import { anchor, isInPlace } from '../disk/place.ts';
import { makeFolder } from '../disk/folders.ts';
import { type HeadPlace, StoreError } from './eventStore.ts';

/** Files in the folder: the session's digest in hexadecimal. */
const NAME = /^([0-9a-f]{64})\.head$/;

/**
 * Opens storage for heads in a folder, with one file per session. It can tell whether the folder is
 * a copy.
 *
 * @param folder - Created if it does not exist; only one process may use it at a time.
 * @throws StoreError if it cannot be read or written
 */
export async function openHeadFolder(folder: string): Promise<HeadPlace> {
  return orStoreError(folder, async () => {
    await makeFolder(folder, 0o700);
    if ((await sessionsIn(folder)).length === 0) await anchor(folder);
    return new HeadFolder(folder, await isInPlace(folder));
  });
}

class HeadFolder implements HeadPlace {
  inPlace: boolean;
  readonly #folder: string;

  constructor(folder: string, inPlace: boolean) {
    this.#folder = folder;
    this.inPlace = inPlace;
  }

  sessions(): Promise<readonly string[]> {
    return orStoreError(this.#folder, () => sessionsIn(this.#folder));
  }

  read(session: string): Promise<Uint8Array | undefined> {
    return orStoreError(this.#folder, () => readIfThere(this.#file(session)));
  }

  write(session: string, head: Uint8Array): Promise<void> {
    return orStoreError(this.#folder, () => writeDurably(this.#file(session), head));
  }

  async settle(): Promise<void> {
    if (this.inPlace) return;
    await orStoreError(this.#folder, () => anchor(this.#folder));
    this.inPlace = true;
  }

  #file(session: string): string {
    return join(this.#folder, `${session}.head`);
  }
}

async function sessionsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => NAME.exec(name)?.[1] ?? []);
}

async function orStoreError<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new StoreError(
      `${folder}: the heads of sessions cannot be stored (${(error as Error).message}); fix that and restart`,
      { cause: error },
    );
  }
}
