import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WireError } from '../../wire/errors.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { readBounded } from '../vectors/readBounded.ts';

/** Reads a JSON file of at most `maxBytes`. */
export async function readJson(path: string, maxBytes: number): Promise<unknown> {
  const bytes = await readBounded(path, maxBytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    throw new CommandError(EXIT.input, `${path}: is not JSON`);
  }
}

/**
 * Writes a file whole or not at all: beside its place first, then moved there, so that an interruption leaves what was
 * there before.
 *
 * @param mode - its permissions; secrets get 0o600
 */
export async function writeWhole(
  path: string,
  data: Uint8Array | string,
  mode = 0o644,
): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(beside, 'w', mode);
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    throw new CommandError(EXIT.input, `${path}: cannot be written (${reasonOf(error)})`);
  }
}

/** Does something with a file's contents; bytes that are not what they should be are reported with the file's name. */
export async function naming<T>(
  path: string,
  use: () => T | Promise<T>,
  what: 'record' | 'evidence' = 'record',
): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new CommandError(
      EXIT.input,
      `${path}: is no ${what}, or is cut short or altered (${error.message}); fetch it again`,
    );
  }
}

/** Refuses to write over files that are there. */
export async function demandAbsent(paths: readonly string[], force: boolean): Promise<void> {
  if (force) return;
  for (const path of paths) {
    const exists = await stat(path).then(
      () => true,
      () => false,
    );
    if (exists) {
      throw new CommandError(
        EXIT.usage,
        `${path} exists; choose another place, or --force to write over it`,
      );
    }
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'there is no such file' : message;
}
