import { join } from 'node:path';
import { makeFolder } from './folders.ts';
import { levelDatabase, levelReason } from './level.ts';

/** Another process has the folder, or it cannot be locked. */
export class FolderLockError extends Error {
  override readonly name = 'FolderLockError';
}

/**
 * Keeps other processes from locking the same folder, until it is released or this process ends, however it ends: the lock is the one
 * that the operating system keeps on an open LevelDB database.
 *
 * @param name - of the folder for the lock, which is made in `folder`
 * @returns releases the lock
 * @throws FolderLockError
 */
export async function lockFolder(folder: string, name: string): Promise<() => Promise<void>> {
  try {
    const place = join(folder, name);
    await makeFolder(place, 0o700);
    const database = await levelDatabase(place);
    await database.open();
    return () => database.close();
  } catch (error) {
    throw new FolderLockError(`${folder}: cannot be locked: ${levelReason(error)}`, {
      cause: error,
    });
  }
}
