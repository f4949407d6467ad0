/**
 * Reading .npy files. The `npyjs` package is not used for it: it takes the data's length from the file and
 * not from the shape, so truncated and padded files pass; it fails on data that is not aligned; and it reads a
 * header without `fortran_order` as one in C order.
 */
import { InputFileError } from './inputFileError.ts';
import { MAX_VALUES } from './limits.ts';
import { parseNpyHeader } from './npyHeader.ts';
import { npyType } from './npyType.ts';
import type { VectorFile } from './vector.ts';

/** A plain array of numbers, little-endian, in C order, of any shape, which is flattened. */
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

/** The index of a value as NumPy writes it: `5`, or `(1, 2)` where there are more dimensions. */
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
