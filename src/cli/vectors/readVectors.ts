import { readdir, stat } from 'node:fs/promises';
import { extname, join, parse } from 'node:path';
import { toHex } from '../../crypto/hex.ts';
import { layoutDigest } from '../../session/layout/index.ts';
import { parseCsv } from './csv.ts';
import { parseJson } from './json.ts';
import { parseNpy } from './npyRead.ts';
import { parseNpz } from './npz.ts';
import { inputName, isStream, readable, readBounded } from './readBounded.ts';
import { parseSafetensors } from './safetensors.ts';
import {
  InputFileError,
  MAX_BINARY_BYTES,
  MAX_FOLDER_VALUES,
  MAX_TEXT_BYTES,
  type VectorFile,
} from './vector.ts';

interface Format {
  readonly limit: number;
  readonly parse: (path: string, bytes: Uint8Array<ArrayBuffer>) => VectorFile;
}

const NPY: Format = { limit: MAX_BINARY_BYTES, parse: parseNpy };
const NPZ: Format = { limit: MAX_BINARY_BYTES, parse: parseNpz };
const SAFETENSORS: Format = { limit: MAX_BINARY_BYTES, parse: parseSafetensors };
const CSV: Format = { limit: MAX_TEXT_BYTES, parse: parseCsv };
const JSON_TEXT: Format = { limit: MAX_TEXT_BYTES, parse: parseJson };

const formats: ReadonlyMap<string, Format> = new Map([
  ['.npy', NPY],
  ['.npz', NPZ],
  ['.safetensors', SAFETENSORS],
  ['.csv', CSV],
  ['.json', JSON_TEXT],
]);

/**
 * Reads one client's vector from a `.npy`, `.npz`, `.safetensors`, `.csv` or `.json` file, according
 * to its extension in either case. Standard input (`-`) and pipes have no extension; their format is recognised by
 * their first bytes.
 *
 * @param path - The file: at most 64 MiB of text (.csv, .json) or 256 MiB, with at most 2^25 values.
 * @throws InputFileError if it does not exist, is too large or malformed, or has values that are
 *   not finite
 *
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
      'has an unknown type: a vector is read from a .npy, .npz, .safetensors, .csv or .json file; convert it or remove it.',
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

/**
 * Recognises a format by the first bytes: a .npy file starts with a byte that no text has, a .npz
 * file with that of a zip file, a .safetensors file with a length of less than 2^32 in eight bytes
 * and a brace, JSON with a bracket, and CSV with a number.
 */
function formatOf(bytes: Uint8Array): Format {
  if (bytes[0] === 0x93) return NPY;
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return NPZ;
  if (bytes.subarray(4, 8).every((byte) => byte === 0) && bytes[8] === 0x7b) return SAFETENSORS;
  const start = new TextDecoder().decode(bytes.subarray(0, 1024)).trimStart();
  return start.startsWith('[') || start.startsWith('{') ? JSON_TEXT : CSV;
}

/** One client's file in a folder. */
export interface NamedVector {
  /** The file's name without its extension. */
  readonly name: string;
  /** The file's name. */
  readonly file: string;
  readonly vector: VectorFile;
}

/**
 * Reads a folder in which every file is one client's vector. The files are sorted by name, by
 * UTF-16 code units, so the order is the same in every locale and `client10` comes before
 * `client2`. Files whose names start with a dot are skipped.
 *
 * @throws InputFileError that names the faulty file, or two that do not fit together: by name,
 *   length or shape, or because only one has a weight
 *
 * @example
 * ```ts
 * for (const { name, vector } of await readVectorFolder('inputs')) {
 *   console.log(name, vector.values.length);
 * }
 * ```
 */
export async function readVectorFolder(dir: string): Promise<NamedVector[]> {
  const files = await listFiles(dir);
  const clients: NamedVector[] = [];
  let total = 0;
  for (const file of files) {
    await requireFile(join(dir, file));
    const vector = await readVectorFile(join(dir, file));
    total += vector.values.length;
    if (total > MAX_FOLDER_VALUES) {
      throw new InputFileError(
        dir,
        `its files hold more than ${MAX_FOLDER_VALUES} values together: take fewer clients or shorter vectors.`,
      );
    }
    checkAlike(dir, files[0]!, clients[0]?.vector ?? vector, file, vector);
    clients.push({ name: parse(file).name, file, vector });
  }
  return clients;
}

async function listFiles(dir: string): Promise<string[]> {
  const entries = await readdir(dir).catch((error: unknown) => {
    throw readable(dir, error);
  });
  const files = entries.filter((file) => !file.startsWith('.'));
  if (files.length === 0) {
    throw new InputFileError(
      dir,
      'contains no files: put one .npy, .npz, .safetensors, .csv or .json file there for each client.',
    );
  }
  const byName = new Map<string, string>();
  for (const file of files) {
    const { name } = parse(file);
    const twin = byName.get(name);
    if (twin !== undefined) {
      throw new InputFileError(
        dir,
        `${twin} and ${file} are both named ${name}: give every client a different name.`,
      );
    }
    byName.set(name, file);
  }
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}

/** Rejects a pipe or a device, which could block the reader forever. */
async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw readable(path, error);
  });
  if (found.isFIFO() || found.isCharacterDevice()) {
    throw new InputFileError(
      path,
      'is not a file: remove it, or supply the client’s vector as a file.',
    );
  }
}

/** A shape without dimensions of size 1, because CSV only has rows and columns. */
function plainShape(shape: readonly number[]): string {
  return shape.filter((size) => size !== 1).join(' × ');
}

function checkAlike(
  dir: string,
  firstFile: string,
  first: VectorFile,
  file: string,
  vector: VectorFile,
): void {
  if (first.values.length !== vector.values.length) {
    throw new InputFileError(
      dir,
      `${firstFile} holds ${first.values.length} values and ${file} holds ${vector.values.length}: ` +
        'make all vectors equally long.',
    );
  }
  if (plainShape(first.shape) !== plainShape(vector.shape)) {
    throw new InputFileError(
      dir,
      `${firstFile} is ${first.shape.join(' × ')} and ${file} is ${vector.shape.join(' × ')}: ` +
        'values are added by position, so give all arrays the same rows and columns.',
    );
  }
  requireSameTensors(dir, firstFile, first, file, vector);
  if ((first.weight === undefined) !== (vector.weight === undefined)) {
    const [has, lacks] = first.weight === undefined ? [file, firstFile] : [firstFile, file];
    throw new InputFileError(
      dir,
      `${has} has a weight and ${lacks} has none: give weights to all or to none.`,
    );
  }
}

/** Rejects tensors of other names, shapes or dtypes: all clients of a session have the same. */
function requireSameTensors(
  dir: string,
  firstFile: string,
  { layout: first }: VectorFile,
  file: string,
  { layout }: VectorFile,
): void {
  if (!first && !layout) return;
  if (!first || !layout) {
    const [has, lacks] = first ? [firstFile, file] : [file, firstFile];
    throw new InputFileError(
      dir,
      `${has} has named tensors and ${lacks} has not: give all or none as .npz or .safetensors.`,
    );
  }
  if (toHex(layoutDigest(first)) === toHex(layoutDigest(layout))) return;
  throw new InputFileError(
    dir,
    `${firstFile} and ${file} differ in the names, shapes or dtypes of their tensors: give all the same.`,
  );
}
