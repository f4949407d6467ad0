import { type FileHandle, open, stat } from 'node:fs/promises';
import { InputFileError } from './vector.ts';

/** Paths that mean standard input. */
const STANDARD_INPUT = /^(?:-|\/dev\/stdin|\/dev\/fd\/0|\/proc\/self\/fd\/0)$/;

/** Number of bytes to read from a pipe at once. */
const PIECE_BYTES = 65_536;

/** The name of an input in messages. */
export function inputName(path: string): string {
  return path === '-' ? 'standard input' : path;
}

/**
 * Whether an input is read to its end instead of being a file with a size: standard input, a pipe,
 * or a character device.
 */
export async function isStream(path: string): Promise<boolean> {
  if (STANDARD_INPUT.test(path)) return true;
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && (found.isFIFO() || found.isCharacterDevice());
}

/**
 * Reads an input of at most `limit` bytes: a regular file, whose size is known before memory is
 * allocated; a pipe or a device, to its end; or, for `-`, standard input.
 *
 * @param advice - What to do if it is larger.
 * @throws InputFileError if it does not exist, cannot be read, or is larger
 */
export async function readBounded(
  path: string,
  limit: number,
  advice = 'check that it is the right file',
): Promise<Uint8Array<ArrayBuffer>> {
  const name = inputName(path);
  try {
    if (STANDARD_INPUT.test(path)) return await readStandardInput(name, limit, advice);
    const found = await stat(path);
    if (!found.isFile() && !(await isStream(path))) {
      const kind = found.isDirectory() ? 'a folder' : 'a socket or a block device';
      throw new InputFileError(name, `is ${kind}, not a file: check the path.`);
    }
    const file = await open(path);
    try {
      return await (found.isFile()
        ? readAll(name, file, limit, advice)
        : collect(name, piecesOf(file), limit, advice));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readable(name, error);
  }
}

async function readStandardInput(
  name: string,
  limit: number,
  advice: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (process.stdin.readableDidRead) {
    throw new InputFileError(name, 'was already read: use it for only one input.');
  }
  return collect(name, process.stdin, limit, advice);
}

async function* piecesOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(PIECE_BYTES);
  for (;;) {
    const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, null);
    if (bytesRead === 0) return;
    yield piece.subarray(0, bytesRead);
  }
}

/**
 * Concatenates pieces. The memory grows with the data and is limited, even if the pieces are small.
 *
 * @throws InputFileError if there are more than `limit` bytes
 */
export async function collect(
  name: string,
  pieces: AsyncIterable<Uint8Array>,
  limit: number,
  advice: string,
): Promise<Uint8Array<ArrayBuffer>> {
  let bytes = new Uint8Array(Math.min(limit, PIECE_BYTES));
  let filled = 0;
  for await (const piece of pieces) {
    const size = filled + piece.length;
    if (size > limit) {
      throw new InputFileError(
        name,
        `has more than ${limit} bytes, the most that are read from a file of its kind: ${advice}.`,
      );
    }
    if (size > bytes.length) {
      const larger = new Uint8Array(Math.min(limit, Math.max(size, 2 * bytes.length)));
      larger.set(bytes.subarray(0, filled));
      bytes = larger;
    }
    bytes.set(piece, filled);
    filled = size;
  }
  return bytes.slice(0, filled);
}

async function readAll(
  name: string,
  file: FileHandle,
  limit: number,
  advice: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const { size } = await file.stat();
  if (size > limit) {
    throw new InputFileError(
      name,
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
      name,
      'changed while it was read: wait until it is written, and retry.',
    );
  }
  return bytes;
}

/** Turns a file system error into an InputFileError. */
export function readable(path: string, error: unknown): InputFileError {
  if (error instanceof InputFileError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'does not exist: check the path.',
    ENOTDIR: 'is not a folder, or leads through something that is not a folder: check the path.',
    EACCES: 'may not be read: change its permissions.',
    EPERM: 'may not be read: change its permissions.',
  };
  const reason = reasons[code] ?? `could not be read (${code}): check the path and the disk.`;
  return new InputFileError(path, reason, { cause: error });
}

/**
 * Decodes the text of a file as UTF-8, without a byte order mark.
 *
 * @throws InputFileError if it is not UTF-8
 */
export function decodeText(path: string, bytes: Uint8Array): string {
  if (isUtf16(bytes)) {
    throw new InputFileError(
      path,
      'is text in UTF-16, as Windows PowerShell writes it: save it as UTF-8, there with -Encoding utf8.',
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InputFileError(path, 'is not text in UTF-8: save it again in that encoding.', {
      cause: error,
    });
  }
}

/**
 * Whether bytes start like UTF-16: with a byte order mark, or with characters that have one zero
 * byte each, as the first characters of numbers and JSON do.
 */
function isUtf16([first, second, third, fourth]: Uint8Array): boolean {
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const little = first !== 0 && second === 0 && third !== 0 && fourth === 0;
  return little || (first === 0 && second !== 0 && third === 0 && fourth !== 0);
}
