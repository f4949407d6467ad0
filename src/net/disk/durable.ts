import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces a small file atomically; durable when it resolves. The bytes are written to a temporary
 * file that is synced and renamed, and the folder is synced.
 *
 * @throws the file system's error; the file is then unchanged
 */
export function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  // One after another: two writers of one file share its temporary file, and the first renames it.
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

/** Writes in progress, by path. */
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

/** Syncs the entries of a folder: which files it has. */
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

/** Limit on files that are read, in bytes. */
const MAX_FILE_BYTES = 2 ** 26;

/**
 * Reads a file; `undefined` if it does not exist.
 *
 * @throws Error if it is larger than 64 MiB; the file system's error
 */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES)
      throw new Error(`${path} is larger than any file that veilsum writes`);
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
