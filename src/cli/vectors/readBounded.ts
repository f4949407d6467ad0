import { open, stat, type FileHandle } from 'node:fs/promises';
import { InputFileError } from './inputFileError.ts';

/**
 * The bytes of a regular file of at most `limit` bytes. The size is known before memory is taken.
 *
 * @param advice what to do about a larger file
 * @throws InputFileError where there is no such file, it may not be read, or it is too large
 */
export async function readBounded(
  path: string,
  limit: number,
  advice = 'check that it is the right file',
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    // Before it is opened: opening a pipe would wait for somebody to write to it.
    if (!(await stat(path)).isFile()) {
      throw new InputFileError(path, 'is not a file: check the path.');
    }
    const file = await open(path);
    try {
      return await readAll(path, file, limit, advice);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readable(path, error);
  }
}

async function readAll(
  path: string,
  file: FileHandle,
  limit: number,
  advice: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const { size } = await file.stat();
  if (size > limit) {
    throw new InputFileError(
      path,
      `has ${size} bytes, and at most ${limit} are read from a file of its kind: ${advice}.`,
    );
  }
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(bytes, filled, size - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  if (filled < size || (await file.stat()).size !== size) {
    throw new InputFileError(
      path,
      'changed while it was read: wait until it is written, and retry.',
    );
  }
  return bytes;
}

/** An error of the file system as a line for the person who named the file. */
export function readable(path: string, error: unknown): InputFileError {
  if (error instanceof InputFileError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'does not exist: check the path.',
    ENOTDIR: 'is no folder, or leads through something that is none: check the path.',
    EACCES: 'may not be read: change its permissions.',
    EPERM: 'may not be read: change its permissions.',
  };
  const reason = reasons[code] ?? `could not be read (${code}): check the path and the disk.`;
  return new InputFileError(path, reason, { cause: error });
}
