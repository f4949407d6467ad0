import { writeFile } from 'node:fs/promises';

/** The data of a file to write: doubles, or 64-bit integers. */
export type NpyData = Float64Array | BigInt64Array;

/**
 * The header is padded to a multiple of this many bytes, as NumPy does, so that the data can be
 * mapped.
 */
const ALIGNMENT = 64;
const PREFIX_BYTES = 10;

/**
 * Encodes a .npy file, version 1.0, little-endian, in C order, as `numpy.load` reads it.
 *
 * @param data - Written with dtype '<f8' for doubles, '<i8' for 64-bit integers.
 * @param shape - The dimensions; default: one.
 * @throws RangeError if the shape does not have as many elements as the data
 *
 * @example
 * ```ts
 * encodeNpy(Float64Array.of(0.5, 1.5)).length; // 144
 * ```
 */
export function encodeNpy(data: NpyData, shape: readonly number[] = [data.length]): Uint8Array {
  const sound = shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!sound || shape.reduce((product, size) => product * size, 1) !== data.length) {
    throw new RangeError(`the shape (${shape.join(', ')}) does not hold ${data.length} values`);
  }
  const descr = data instanceof Float64Array ? '<f8' : '<i8';
  return npyFile(descr, shape, littleEndianBytes(data));
}

/** A .npy file, version 1.0, in C order, of data that are encoded already. */
export function npyFile(descr: string, shape: readonly number[], data: Uint8Array): Uint8Array {
  const header = headerOf(descr, shape);
  const bytes = new Uint8Array(PREFIX_BYTES + header.length + data.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  view.setUint16(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), PREFIX_BYTES);
  bytes.set(data, PREFIX_BYTES + header.length);
  return bytes;
}

/** The data of a .npy file: 8 bytes per value, little-endian on every machine. */
export function littleEndianBytes(data: NpyData): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * data.length));
  if (data instanceof Float64Array) {
    data.forEach((value, i) => {
      view.setFloat64(8 * i, value, true);
    });
  } else {
    data.forEach((value, i) => {
      view.setBigInt64(8 * i, value, true);
    });
  }
  return new Uint8Array(view.buffer);
}

function headerOf(descr: string, shape: readonly number[]): string {
  const tuple = shape.length === 1 ? `(${shape[0]!},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const unpadded = PREFIX_BYTES + dictionary.length + 1;
  const padded = Math.ceil(unpadded / ALIGNMENT) * ALIGNMENT;
  return `${dictionary}${' '.repeat(padded - unpadded)}\n`;
}

/**
 * Writes a .npy file, replacing an existing one.
 *
 * @throws the file system's error if it cannot be written
 */
export async function writeNpy(
  path: string,
  data: NpyData,
  shape?: readonly number[],
): Promise<void> {
  await writeFile(path, encodeNpy(data, shape));
}
