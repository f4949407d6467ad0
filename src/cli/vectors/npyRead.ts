/**
 * Reads .npy files. The package `npyjs` is not used: it takes the size of the data from the file
 * instead of the shape, so truncated and padded files pass; it fails on unaligned data; and it
 * assumes C order if a header lacks `fortran_order`.
 */
import { ELEMENTS } from './elements.ts';
import { npyType } from './npyType.ts';
import { readTensor, type Tensor } from './tensor.ts';
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
  const { shape, dtype, values } = parseNpyTensor(bytes, refuse);
  if (values.length === 0) return refuse('holds no values: give at least one.');
  return { values, integer: ELEMENTS[dtype].integer, shape };
}

/**
 * Reads an array that may have no values.
 *
 * @param refuse - throws, with what is wrong
 */
export function parseNpyTensor(
  bytes: Uint8Array,
  refuse: (problem: string) => never,
): Omit<Tensor, 'name'> {
  const header = parseNpyHeader(bytes);
  if (typeof header === 'string') return refuse(header);
  const type = npyType(header.descr);
  if ('problem' in type) return refuse(type.problem);

  const { shape, dataStart } = header;
  const count = shape.reduce((product, size) => product * size, 1);
  if (count > MAX_VALUES)
    return refuse(`holds more than ${MAX_VALUES} values: shorten the vector.`);
  const size = bytes.length - dataStart;
  const declared = count * ELEMENTS[type.dtype].bytes;
  if (size !== declared) {
    return refuse(
      `has ${size} bytes of data where its header declares ${declared}: ` +
        'copy it again, or save it again with numpy.save.',
    );
  }
  const values = readTensor(bytes.subarray(dataStart), type.dtype, shape, refuse);
  return { shape, dtype: type.dtype, values };
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
