import { lstat, realpath, stat } from 'node:fs/promises';
import { CommandError, EXIT } from '../exitCodes.ts';

/** Where output is written. */
export type OutputPlace =
  /** A file that is replaced; `path` has all links resolved. */
  | { readonly kind: 'file'; readonly path: string; readonly exists: boolean }
  /** A pipe, a character device or an open descriptor, which is written to directly. */
  | { readonly kind: 'stream'; readonly path: string };

/**
 * Descriptors that this process was started with. They are written to directly even if they are
 * files, because other processes may be writing to them.
 */
const DESCRIPTOR = /^\/(?:dev\/(?:stdin|stdout|stderr|fd\/\d+)|proc\/(?:self|\d+)\/fd\/\d+)$/;

/**
 * Determines what is at a path that is to be written.
 *
 * @throws CommandError for a folder, a block device, a socket, or a symbolic link without a target
 */
export async function outputPlace(path: string): Promise<OutputPlace> {
  if (DESCRIPTOR.test(path)) return { kind: 'stream', path };
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    if (await isLink(path))
      throw refused(path, 'is a symbolic link whose target does not exist: name the target');
    return { kind: 'file', path, exists: false };
  }
  if (found.isFIFO() || found.isCharacterDevice()) return { kind: 'stream', path };
  if (found.isFile()) return { kind: 'file', path: await realpath(path), exists: true };
  const kind = found.isDirectory() ? 'folder' : found.isSocket() ? 'socket' : 'block device';
  throw refused(path, `is a ${kind}, which cannot be overwritten: name a file`);
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

function refused(path: string, why: string): CommandError {
  return new CommandError(EXIT.usage, `${path}: ${why}`);
}
