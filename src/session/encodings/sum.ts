import { float64In } from '../../usage/typedArrays.ts';
import { EncodingError } from './errors.ts';
import type { EncodingShape } from './shape.ts';

/**
 * Requires a possible sum of that many vectors within the bound.
 *
 * @returns the sum, as a Float64Array of this realm
 * @throws EncodingError `bad-sum`, naming the index at fault
 */
export function requireSum(
  { length, bound }: EncodingShape,
  sum: Float64Array,
  participants: number,
): Float64Array {
  const coordinates = float64In(sum);
  if (coordinates === undefined) {
    throw new EncodingError(
      'bad-sum',
      'The sum is not a Float64Array: pass the sum of a valid report.',
    );
  }
  const counted = Number.isSafeInteger(participants) && participants >= 1;
  const greatest = counted ? participants * bound : NaN;
  if (!Number.isSafeInteger(greatest)) {
    throw new EncodingError(
      'bad-sum',
      'The number of participants must be an integer of at least 1, and times the bound below 2^53: ' +
        'pass the number of vectors in the sum.',
    );
  }
  if (sum.length !== length) {
    throw new EncodingError(
      'bad-sum',
      `The sum has ${sum.length} coordinates where the session has ${length}: pass the whole sum.`,
    );
  }
  const wrong = sum.findIndex((value) => !Number.isInteger(value) || Math.abs(value) > greatest);
  if (wrong >= 0) {
    throw new EncodingError(
      'bad-sum',
      `Coordinate ${wrong} of the sum is not an integer within ±${greatest}, which ${participants} ` +
        `vectors within ±${bound} add up to: check the record that it came from.`,
    );
  }
  return coordinates;
}
