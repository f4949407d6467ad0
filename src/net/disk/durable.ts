import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces a small file, whole or not at all, and for good once it resolves: written under another name and synced, renamed, and the
 * folder synced.
 *
 * @throws what the file system throws; the file is then as it was before
 */
export function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  // One after the other: two writers of one file would share its draft, and one would find it renamed already.
  const before = WRITES.get(path) ?? Promise.resolve();
  const write = before.then(() => writeNow(path, bytes));
  const settled = write
    .catch(() => undefined)
    .finally(() => {
      if (WRITES.get(path) === settled) WRITES.delete(path);
    });
  WRITES.set(path, settled);
  return write;
}

/** What is being written, by path. */
const WRITES = new Map<string, Promise<void>>();

async function writeNow(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.new`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Resolves when it is kept for good which files a folder has. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows neither allows this nor needs it.
  if (process.platform === 'win32') return;
  const entry = await open(folder, 'r');
  try {
    await entry.sync();
  } finally {
    await entry.close();
  }
}

/** Files that are read whole are smaller than this. */
const MAX_FILE_BYTES = 2 ** 26;

/** A file's bytes; `undefined` where there is none. @throws what the file system throws */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) throw new Error(`${path} is larger than any that was written here`);
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
