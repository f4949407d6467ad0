import { EncodingError } from './errors.ts';
import { checkFieldNames, type Fields } from './fields.ts';
import type { EncodingShape } from './shape.ts';
import { requireVector } from './vector.ts';

/** Integers without scaling. The sum decodes to the exact sums. */
export interface IntegerEncoding {
  readonly kind: 'integer';
}

/** Checks the fields of an integer encoding: one sentence for each problem. */
export function checkInteger(fields: Fields): string[] {
  return checkFieldNames(fields, ['kind']);
}

/** Encodes d integers within ±B. −0 becomes 0, as an Int32Array has no −0. */
export function encodeInteger({ length, bound }: EncodingShape, input: unknown): Int32Array {
  const vector = requireVector(input, length);
  const encoded = new Int32Array(length);
  for (let i = 0; i < length; i++) encoded[i] = integerWithin(vector[i], i, bound);
  return encoded;
}

function integerWithin(value: unknown, index: number, bound: number): number {
  const at = `The value at index ${index}`;
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    throw new EncodingError('not-a-number', `${at} is not a number: replace it by an integer.`);
  }
  if (typeof value === 'number' && !Number.isInteger(value)) {
    if (!Number.isFinite(value)) {
      throw new EncodingError('not-finite', `${at} is NaN or infinite: replace it by an integer.`);
    }
    throw new EncodingError(
      'not-an-integer',
      `${at} is not an integer: round it, or let the session use the fixed-point encoding.`,
    );
  }
  if (value < -bound || value > bound) {
    throw new EncodingError(
      'out-of-bounds',
      `${at} is beyond the session's bound of ±${bound}: clip it, or join a session with a greater bound.`,
    );
  }
  return Number(value);
}

/** The sum itself, without negative zeros. */
export function decodeInteger(sum: Float64Array): Float64Array {
  // Adding 0 turns −0 into 0, so that equal sums print alike.
  return sum.map((value) => value + 0);
}
