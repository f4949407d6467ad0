import { randomBytes } from 'node:crypto';
import { constants, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../../net/disk/folders.ts';
import { WireError } from '../../wire/errors.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { InputFileError } from '../vectors/vector.ts';
import { jsonFault } from '../vectors/json.ts';
import { decodeText, inputName, readBounded } from '../vectors/readBounded.ts';
import type { FileKind } from '../../record/fileKind.ts';
import { requireNoMixUp } from './mixUps.ts';
import { outputPlace } from './outputPlace.ts';

/**
 * Reads a JSON file.
 *
 * @param maxBytes - Limit on the file, in bytes.
 * @param wanted - What it should be.
 * @throws InputFileError if it cannot be read, is larger, or is not JSON; CommandError if it is
 *   known to be something else
 */
export async function readJson(
  path: string,
  maxBytes: number,
  wanted?: FileKind,
): Promise<unknown> {
  const content = await readBounded(path, maxBytes);
  if (wanted) requireNoMixUp(path, content, wanted);
  const text = decodeText(inputName(path), content);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Without the parser's error, which quotes the file, because that may contain a secret key.
    throw new InputFileError(inputName(path), `is not valid JSON: see ${jsonFault(text).place}.`);
  }
}

/**
 * Writes a file atomically: to a temporary file that is then renamed, so that an interruption
 * leaves the old contents. If the path is a symbolic link, its target is replaced; pipes and
 * devices are written to directly.
 *
 * @param mode - Permissions of a new file; use 0o600 for secrets.
 * @throws CommandError if it cannot be written; no temporary file is left then
 */
export async function writeWhole(
  path: string,
  data: Uint8Array | string,
  mode = 0o644,
): Promise<void> {
  const place = await outputPlace(path);
  try {
    if (place.kind === 'stream') await writeInto(place.path, data);
    else await replace(place.path, data, mode);
  } catch (error) {
    throw new CommandError(EXIT.input, `${path}: cannot be written (${reasonOf(error)})`);
  }
}

async function writeInto(path: string, data: Uint8Array | string): Promise<void> {
  await writeAndClose(await open(path, constants.O_WRONLY | constants.O_APPEND), data);
}

async function replace(path: string, data: Uint8Array | string, mode: number): Promise<void> {
  await makeFolder(dirname(path));
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', mode);
    await writeAndClose(file, data, () => file.sync());
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeAndClose(
  file: FileHandle,
  data: Uint8Array | string,
  finish: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  try {
    await file.writeFile(data);
    await finish();
  } finally {
    await file.close();
  }
}

/**
 * Runs `use` on a file's contents, and reports a WireError as a CommandError that names the file.
 *
 * @param content - The file's contents, to say what it is instead.
 * @param what - What the file should be, for the message.
 */
export async function naming<T>(
  path: string,
  content: Uint8Array,
  use: () => T | Promise<T>,
  what: 'record' | 'evidence' = 'record',
): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    requireNoMixUp(path, content, what);
    throw new CommandError(
      EXIT.input,
      `${inputName(path)}: is not a ${what}, or is truncated or altered (${error.message}); fetch it again`,
    );
  }
}

/**
 * Requires that output files can be written, and that they do not exist unless `force` is set.
 * Pipes and devices may exist.
 *
 * @throws CommandError
 */
export async function requireAbsent(paths: readonly string[], force: boolean): Promise<void> {
  for (const path of paths) {
    const place = await outputPlace(path);
    if (place.kind === 'file' && place.exists && !force) {
      throw new CommandError(
        EXIT.usage,
        `${path} exists; choose another path, or use --force to overwrite it`,
      );
    }
  }
}

/** Why a file cannot be written, by error code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the folder does not exist and cannot be created',
  ENOTDIR: 'part of the path is not a folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENXIO: 'no process reads from it, or it is a socket',
  EPIPE: 'its reader has stopped',
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}
