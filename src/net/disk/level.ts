import { readdir } from 'node:fs/promises';
import type { ClassicLevel } from 'classic-level';
import { systemReason } from './systemReason.ts';

/**
 * Prepares a LevelDB database in a folder; it is not open yet. The package and its native part are
 * loaded only here, so that a program bundled into one file, which lacks the native part, runs
 * until it needs a database.
 *
 * @throws Error if the package cannot be loaded
 */
export async function levelDatabase(folder: string): Promise<ClassicLevel<string, Uint8Array>> {
  const level = await loadLevel();
  return new level.ClassicLevel(folder, { keyEncoding: 'utf8', valueEncoding: 'view' });
}

/**
 * Removes a LevelDB database that no process has open, with all its files.
 *
 * @throws Error as {@link levelDatabase}, or if it cannot be removed
 */
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

/** Names of LevelDB's files that contain entries. */
const TABLES = /^\d+\.(log|ldb|sst)$/;

/**
 * Whether a folder has a LevelDB database. Call it before opening one: if the file CURRENT is
 * missing, LevelDB treats the other files as garbage and deletes them.
 *
 * @returns `absent` if the folder does not exist, or has no part of a database
 * @throws Error if it has an incomplete database; the file system's error, for example if it is not
 *   a folder
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

/** Why LevelDB failed, as a phrase that says what to do next. */
export function levelReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { code?: string; message?: string };
  const text = message ?? String(cause);
  if (code === 'LEVEL_CORRUPTION' || /corrupt|checksum|truncated|Invalid argument/i.test(text)) {
    return `it is damaged (${text})`;
  }
  return systemReason(error);
}
