import { readdir } from 'node:fs/promises';
import { systemReason } from './systemReason.ts';

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
