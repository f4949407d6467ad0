import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeDurably } from './durable.ts';

/** An empty file that is made once and never touched again. */
const ANCHOR = 'anchor';

/** When the file system says that the anchor was last changed, in nanoseconds. */
const TIME = 'anchor.time';

/**
 * Ties a folder to where it is. No program can set the change time of a file, so that what `cp -a`, `tar` or `rsync` brings back
 * is told from the folder itself; one that is renamed within its file system stays the same. A disk that is set back as a whole
 * goes unnoticed.
 *
 * @param folder - exists; an earlier anchor in it is replaced
 * @throws what the file system throws
 */
export async function anchor(folder: string): Promise<void> {
  await writeFile(join(folder, ANCHOR), '', { mode: 0o600 });
  await syncFolder(folder);
  await writeDurably(join(folder, TIME), new TextEncoder().encode(await changeTime(folder)));
}

/** Whether a folder is the one that was anchored, and no copy of it. @throws what the file system throws */
export async function isInPlace(folder: string): Promise<boolean> {
  try {
    return (await readFile(join(folder, TIME), 'utf8')) === (await changeTime(folder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function changeTime(folder: string): Promise<string> {
  const { ctimeNs } = await stat(join(folder, ANCHOR), { bigint: true });
  return String(ctimeNs);
}
