import { extname } from 'node:path';
import { parseCsv } from './csv.ts';
import { InputFileError } from './inputFileError.ts';
import { parseJson } from './json.ts';
import { MAX_BINARY_BYTES, MAX_TEXT_BYTES } from './limits.ts';
import { parseNpy } from './npyRead.ts';
import { readBounded } from './readBounded.ts';
import type { VectorFile } from './vector.ts';

interface Format {
  readonly limit: number;
  readonly parse: (path: string, bytes: Uint8Array<ArrayBuffer>) => VectorFile;
}

const formats: ReadonlyMap<string, Format> = new Map([
  ['.npy', { limit: MAX_BINARY_BYTES, parse: parseNpy }],
  ['.csv', { limit: MAX_TEXT_BYTES, parse: parseCsv }],
  ['.json', { limit: MAX_TEXT_BYTES, parse: parseJson }],
]);

/**
 * Reads one client's vector from a `.npy`, `.csv` or `.json` file; the name's ending decides, in either case.
 *
 * @param path the file, of at most 256 MiB (.npy) or 64 MiB (.csv, .json), with at most 2^25 values
 * @throws InputFileError where the file is missing, too large, malformed or not finite
 * @example
 * ```ts
 * const { values, integer } = await readVectorFile('inputs/alice.npy');
 * ```
 */
export async function readVectorFile(path: string): Promise<VectorFile> {
  const format = formats.get(extname(path).toLowerCase());
  if (format === undefined) {
    throw new InputFileError(
      path,
      'is of no known type: a vector is read from a .npy, .csv or .json file; convert it or take it away.',
    );
  }
  return format.parse(path, await readBounded(path, format.limit));
}
