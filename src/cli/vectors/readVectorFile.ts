import { extname } from 'node:path';
import { parseCsv } from './csv.ts';
import { InputFileError } from './inputFileError.ts';
import { parseJson } from './json.ts';
import { MAX_BINARY_BYTES, MAX_TEXT_BYTES } from './limits.ts';
import { parseNpy } from './npyRead.ts';
import { inputName, isStream, readBounded } from './readBounded.ts';
import type { VectorFile } from './vector.ts';

interface Format {
  readonly limit: number;
  readonly parse: (path: string, bytes: Uint8Array<ArrayBuffer>) => VectorFile;
}

const NPY: Format = { limit: MAX_BINARY_BYTES, parse: parseNpy };
const CSV: Format = { limit: MAX_TEXT_BYTES, parse: parseCsv };
const JSON_TEXT: Format = { limit: MAX_TEXT_BYTES, parse: parseJson };

const formats: ReadonlyMap<string, Format> = new Map([
  ['.npy', NPY],
  ['.csv', CSV],
  ['.json', JSON_TEXT],
]);

/**
 * Reads one client's vector from a `.npy`, `.csv` or `.json` file; the name's ending decides, in either case. Standard input
 * (`-`) and pipes have no ending, and are read as what they begin as.
 *
 * @param path the file, of at most 256 MiB (.npy) or 64 MiB (.csv, .json), with at most 2^25 values
 * @throws InputFileError where the file is missing, too large, malformed or not finite
 * @example
 * ```ts
 * const { values, integer } = await readVectorFile('inputs/alice.npy');
 * ```
 */
export async function readVectorFile(path: string): Promise<VectorFile> {
  const name = inputName(path);
  const named = formats.get(extname(path).toLowerCase());
  if (named) return named.parse(name, await readBounded(path, named.limit));
  if (!(await isStream(path))) {
    throw new InputFileError(
      name,
      'has an unknown type: a vector is read from a .npy, .csv or .json file; convert it or remove it.',
    );
  }
  const bytes = await readBounded(path, MAX_BINARY_BYTES);
  const format = formatOf(bytes);
  if (bytes.length > format.limit) {
    throw new InputFileError(
      name,
      `has ${bytes.length} bytes of text, and at most ${format.limit} are read: save it as .npy.`,
    );
  }
  return format.parse(name, bytes);
}

/** A .npy file has a first byte that no text has; JSON begins with a bracket, and CSV with a number. */
function formatOf(bytes: Uint8Array): Format {
  if (bytes[0] === 0x93) return NPY;
  const start = new TextDecoder().decode(bytes.subarray(0, 1024)).trimStart();
  return start.startsWith('[') || start.startsWith('{') ? JSON_TEXT : CSV;
}
