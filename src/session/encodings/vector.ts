import { EncodingError } from './errors.ts';

/** A vector of numbers as participants supply it. */
export type NumericVector =
  | readonly number[]
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/**
 * Requires a vector of `length` elements, also from callers without types.
 *
 * @throws EncodingError `wrong-input` or `wrong-length`
 */
export function requireVector(input: unknown, length: number): NumericVector {
  const isVector =
    Array.isArray(input) || (ArrayBuffer.isView(input) && !(input instanceof DataView));
  if (!isVector) {
    throw new EncodingError('wrong-input', 'The input is not a vector: pass an array of numbers.');
  }
  const vector = input as NumericVector;
  if (vector.length !== length) {
    throw new EncodingError(
      'wrong-length',
      `The vector has ${vector.length} values where the session takes ${length}: give exactly ${length}.`,
    );
  }
  return vector;
}

/**
 * Element `index` as a finite double.
 *
 * @throws EncodingError `not-a-number` or `not-finite`, naming the index
 */
export function finiteAt(vector: NumericVector, index: number): number {
  const value: unknown = vector[index];
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'number') {
    throw new EncodingError(
      'not-a-number',
      `The value at index ${index} is not a number: replace it by one.`,
    );
  }
  if (!Number.isFinite(value)) {
    throw new EncodingError(
      'not-finite',
      `The value at index ${index} is NaN or infinite: nothing was sent; find out where it came from.`,
    );
  }
  return value;
}
