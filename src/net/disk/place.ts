import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeDurably } from './durable.ts';

/** An empty file that is created once and never changed. */
const ANCHOR = 'anchor';

/** A file with the change time of the anchor, in nanoseconds. */
const TIME = 'anchor.time';

/**
 * Ties a folder to its place, to tell it from copies. Programs cannot set the change time of a
 * file, so in a folder that `cp -a`, `tar` or `rsync` has copied or restored it differs; renaming a
 * folder within its file system does not change it. Restoring a whole disk is not noticed.
 *
 * @param folder - Must exist; an earlier anchor in it is replaced.
 * @throws the file system's error
 */
export async function anchor(folder: string): Promise<void> {
  await writeFile(join(folder, ANCHOR), '', { mode: 0o600 });
  await syncFolder(folder);
  await writeDurably(join(folder, TIME), new TextEncoder().encode(await changeTime(folder)));
}

/**
 * Whether a folder is the one that was anchored, rather than a copy.
 *
 * @throws the file system's error
 */
export async function isInPlace(folder: string): Promise<boolean> {
  try {
    return (await readFile(join(folder, TIME), 'utf8')) === (await changeTime(folder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** The anchor's change time in nanoseconds since 1970, in decimal. */
async function changeTime(folder: string): Promise<string> {
  const { ctimeNs } = await stat(join(folder, ANCHOR), { bigint: true });
  return String(ctimeNs);
}
