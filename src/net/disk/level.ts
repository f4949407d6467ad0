import { readdir } from 'node:fs/promises';
import type { ClassicLevel } from 'classic-level';
import { systemReason } from './systemReason.ts';

/**
 * A LevelDB database in a folder, not open yet. The package with its compiled part is loaded here and no earlier, so that a
 * program that was bundled to one file, which that part is not in, gets this far.
 *
 * @throws Error where the package cannot be loaded
 */
export async function levelDatabase(folder: string): Promise<ClassicLevel<string, Uint8Array>> {
  const level = await loadLevel();
  return new level.ClassicLevel(folder, { keyEncoding: 'utf8', valueEncoding: 'view' });
}

/** Removes a LevelDB database that no process has open, and what LevelDB keeps with it. @throws Error as {@link levelDatabase} */
export async function destroyLevelDatabase(folder: string): Promise<void> {
  const level = await loadLevel();
  await level.ClassicLevel.destroy(folder);
}

function loadLevel(): Promise<typeof import('classic-level')> {
  return import('classic-level').catch(() => {
    throw new Error(
      'the package classic-level cannot be loaded: it has a native part, so leave it out of bundles, and install it separately',
    );
  });
}

/** Names that LevelDB gives to files with entries in them. */
const TABLES = /^\d+\.(log|ldb|sst)$/;

/**
 * Whether a folder has a LevelDB database. Where the file CURRENT is missing, LevelDB takes what else is there for litter and
 * deletes it, so this is asked first.
 *
 * @returns `absent` where there is no folder, or nothing of a database in it
 * @throws Error with a sentence where it is part of a database, or no folder; what the file system throws
 */
export async function levelFolder(folder: string): Promise<'there' | 'absent'> {
  const names = await readdir(folder).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return new Array<string>();
    throw error;
  });
  if (names.includes('CURRENT')) return 'there';
  if (names.some((name) => TABLES.test(name))) {
    throw new Error(
      'the file CURRENT is missing: this is an incomplete copy, or damaged; copy the whole folder again, or restore it',
    );
  }
  return 'absent';
}

/** Why LevelDB could not do something, in words that say what to do. */
export function levelReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { code?: string; message?: string };
  const text = message ?? String(cause);
  if (code === 'LEVEL_CORRUPTION' || /corrupt|checksum|truncated|Invalid argument/i.test(text)) {
    return `it is damaged (${text})`;
  }
  return systemReason(error);
}
