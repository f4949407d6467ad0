import { EncodingError } from './errors.ts';
import { isFields } from './fields.ts';
import { checkFixedPoint, type FixedPointEncoding } from './fixedPoint.ts';
import { checkInteger, type IntegerEncoding } from './integer.ts';
import { checkShape, type EncodingShape } from './shape.ts';
import { checkWeightedMean, type WeightedMeanEncoding } from './weightedMean.ts';

/**
 * How a participant's numbers are encoded as the integers that the protocol sums, and how the sum
 * is decoded. It is a session parameter and covered by the session digest.
 */
export type Encoding = IntegerEncoding | FixedPointEncoding | WeightedMeanEncoding;

/**
 * Checks an untrusted encoding for vectors of a given shape.
 *
 * @param encoding - any value; unknown fields are problems, as everyone must decode alike
 * @param shape - length d and bound B of the session's vectors
 * @returns one sentence for each problem, with what to do next; empty if `encoding` is a valid
 *   {@link Encoding}
 *
 * @example
 * ```ts
 * checkEncoding({ kind: 'integer' }, { length: 10, bound: 100 }); // []
 * ```
 */
export function checkEncoding(encoding: unknown, shape: EncodingShape): string[] {
  const problems = checkShape(shape);
  return isFields(shape) ? [...problems, ...checkFields(encoding, shape)] : problems;
}

function checkFields(encoding: unknown, shape: EncodingShape): string[] {
  if (!isFields(encoding)) return ["The encoding must be an object with a field 'kind'."];
  switch (encoding['kind']) {
    case 'integer':
      return checkInteger(encoding);
    case 'fixed-point':
      return checkFixedPoint(encoding);
    case 'weighted-mean':
      return checkWeightedMean(encoding, shape);
    default:
      return [
        "The encoding's 'kind' must be 'integer', 'fixed-point' or 'weighted-mean': choose one.",
      ];
  }
}

/**
 * Narrows an untrusted value to an encoding.
 *
 * @throws EncodingError `bad-encoding`, with all problems in its message
 */
export function requireEncoding(encoding: unknown, shape: EncodingShape): Encoding {
  const problems = checkEncoding(encoding, shape);
  if (problems.length > 0) throw new EncodingError('bad-encoding', problems.join(' '));
  return encoding as Encoding;
}
