/**
 * Reads .npy files. The package `npyjs` is not used: it takes the size of the data from the file
 * instead of the shape, so truncated and padded files pass; it fails on unaligned data; and it
 * assumes C order if a header lacks `fortran_order`.
 */
import { npyType } from './npyType.ts';
import { InputFileError, MAX_VALUES, type VectorFile } from './vector.ts';

/**
 * Reads an array of numbers: little-endian, in C order, of any shape, which is flattened.
 *
 * @throws InputFileError that says what to do
 */
export function parseNpy(path: string, bytes: Uint8Array): VectorFile {
  const refuse = (problem: string): never => {
    throw new InputFileError(path, problem);
  };
  const header = parseNpyHeader(bytes);
  if (typeof header === 'string') return refuse(header);
  const type = npyType(header.descr);
  if (typeof type === 'string') return refuse(type);

  const { shape, dataStart } = header;
  const count = shape.reduce((product, size) => product * size, 1);
  if (count === 0) return refuse('holds no values: give at least one.');
  if (count > MAX_VALUES)
    return refuse(`holds more than ${MAX_VALUES} values: shorten the vector.`);
  const size = bytes.length - dataStart;
  if (size !== count * type.bytes) {
    return refuse(
      `has ${size} bytes of data where its header declares ${count * type.bytes}: ` +
        'copy it again, or save it again with numpy.save.',
    );
  }

  const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart, size);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = type.read(view, i * type.bytes);
  checkValues(values, type.integer, shape, refuse);
  return { values, integer: type.integer, shape };
}

function checkValues(
  values: Float64Array,
  integer: boolean,
  shape: readonly number[],
  refuse: (problem: string) => never,
): void {
  const sound = integer ? Number.isSafeInteger : Number.isFinite;
  const wrong = values.findIndex((value) => !sound(value));
  if (wrong < 0) return;
  const place = placeOf(wrong, shape);
  if (integer) refuse(`the value at index ${place} is beyond ±(2^53 − 1): scale the values.`);
  const what = Number.isNaN(values[wrong]) ? 'NaN' : 'infinite';
  refuse(`the value at index ${place} is ${what}: find out where it came from.`);
}

/** The index of a value as NumPy writes it: `5`, or `(1, 2)` with more than one dimension. */
function placeOf(index: number, shape: readonly number[]): string {
  if (shape.length < 2) return String(index);
  let rest = index;
  const places = shape.toReversed().map((size) => {
    const place = rest % size;
    rest = (rest - place) / size;
    return place;
  });
  return `(${places.reverse().join(', ')})`;
}

/**
 * The header of a .npy file (NumPy Enhancement Proposal 1; numpy.lib.format): the magic string, a
 * version, the header's length, and a Python dictionary with `descr`, `fortran_order` and `shape`.
 */
interface NpyHeader {
  /** NumPy's name of the dtype, such as '<f8'. */
  readonly descr: string;
  readonly shape: readonly number[];
  /** Offset of the first byte of data. */
  readonly dataStart: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Limit on a header, in bytes; NumPy has the same, unless it is told that the file is trusted. */
const MAX_HEADER_BYTES = 10_000;

const ENTRY =
  /\s*(?:'(\w+)'|"(\w+)")\s*:\s*(?:'([^'\\]*)'|"([^"\\]*)"|(True|False)|\(([\d\s,L]*)\))\s*(?:,|$)/y;

/** Reads the header, or says why it is not valid. */
function parseNpyHeader(bytes: Uint8Array): NpyHeader | string {
  if (bytes.length < 12) return 'is too short for a .npy file: save it again with numpy.save.';
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) {
    return 'does not begin like a .npy file: save it with numpy.save.';
  }
  const version = bytes[6]!;
  if (version < 1 || version > 3 || bytes[7] !== 0) {
    return `is of .npy version ${version}.${bytes[7]!}, and 1.0 to 3.0 are known: save it with version 1.0.`;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER_BYTES) return 'has a header longer than any plain array needs.';
  if (start + length > bytes.length)
    return 'ends within its header: copy it again, it is truncated.';
  const text = new TextDecoder('latin1').decode(bytes.subarray(start, start + length));
  const fields = parseDictionary(text);
  return typeof fields === 'string' ? fields : { ...fields, dataStart: start + length };
}

function parseDictionary(text: string): Pick<NpyHeader, 'descr' | 'shape'> | string {
  const malformed = 'has an invalid .npy header: save it again with numpy.save.';
  if (/['"]descr['"]\s*:\s*[[(]/.test(text)) {
    return 'is an array of structures: save one plain array of numbers.';
  }
  const body = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1]?.trim();
  if (body === undefined) return malformed;
  const fields = new Map<string, string>();
  ENTRY.lastIndex = 0;
  while (ENTRY.lastIndex < body.length) {
    const match = ENTRY.exec(body);
    if (match === null) return malformed;
    const name = (match[1] ?? match[2])!;
    if (fields.has(name)) return malformed;
    fields.set(name, (match[3] ?? match[4] ?? match[5] ?? match[6])!);
  }
  const shape = parseShape(fields.get('shape'));
  const descr = fields.get('descr');
  const order = fields.get('fortran_order');
  if (fields.size !== 3 || descr === undefined || order === undefined || shape === undefined) {
    return malformed;
  }
  if (order === 'False') return { descr, shape };
  return order === 'True'
    ? 'is in Fortran order: save numpy.ascontiguousarray of the array.'
    : malformed;
}

/** The dimensions inside a Python tuple: '', '3,', '2, 3' or, from Python 2, '3L,'. */
function parseShape(inside: string | undefined): number[] | undefined {
  if (inside === undefined) return undefined;
  if (inside.trim() === '') return [];
  const parts = inside.split(',').map((part) => part.trim());
  // A tuple of one element ends with a comma; a longer one may.
  if (parts.at(-1) === '') parts.pop();
  else if (parts.length === 1) return undefined;
  return parts.every((part) => /^\d{1,15}L?$/.test(part))
    ? parts.map((part) => Number.parseInt(part, 10))
    : undefined;
}
