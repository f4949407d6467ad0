/**
 * Why numbers could not be encoded or decoded.
 *
 * - `bad-encoding`: the encoding or the shape is not one that a session may have
 * - `wrong-input`: not a vector of the kind that the encoding takes
 * - `wrong-length`: not the number of values that the session requires
 * - `not-a-number`: an element that is neither a number nor a bigint
 * - `not-finite`: NaN or an infinity
 * - `not-an-integer`: a fraction where integers are required
 * - `out-of-bounds`: an integer beyond the session's bound
 * - `bad-weight`: a weight that is not an integer from 1 to the encoding's `maxWeight`
 * - `bad-sum`: not the sum of that many inputs within the bound
 * - `bad-weight-sum`: a sum of weights that no valid weights add up to
 * - `bad-randomness`: the source of randomness returned the wrong number of bytes
 */
export type EncodingErrorCode =
  | 'bad-encoding'
  | 'wrong-input'
  | 'wrong-length'
  | 'not-a-number'
  | 'not-finite'
  | 'not-an-integer'
  | 'out-of-bounds'
  | 'bad-weight'
  | 'bad-sum'
  | 'bad-weight-sum'
  | 'bad-randomness';

/**
 * Thrown if numbers cannot be encoded or decoded. The message names the index at fault and what to
 * do next, and never a participant's value: inputs are private, and messages end up in logs.
 */
export class EncodingError extends Error {
  override readonly name = 'EncodingError';
  readonly code: EncodingErrorCode;

  /**
   * Creates an error.
   *
   * @param code - the kind of error
   * @param message - which index is at fault and what to do; never a value
   */
  constructor(code: EncodingErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
