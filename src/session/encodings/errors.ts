/**
 * Why numbers could not be encoded or decoded.
 *
 * - `bad-encoding`: the encoding or the shape is not one that a session may have
 * - `wrong-input`: not a vector of the kind that the encoding takes
 * - `wrong-length`: not the number of values that the session asks for
 * - `not-a-number`: an element that is neither a number nor a bigint
 * - `not-finite`: NaN or an infinity
 * - `not-an-integer`: a fraction where integers are asked for
 * - `out-of-bounds`: an integer beyond the session's bound
 * - `bad-weight`: a weight that is not an integer from 1 to the encoding's `maxWeight`
 * - `bad-sum`: not the sum of that many inputs within the bound
 * - `bad-weight-sum`: weights that cannot add up to what the sum says
 * - `bad-randomness`: the source of randomness gave another number of bytes than asked for
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
 * Thrown where numbers cannot be encoded or decoded. The message names the index at fault and what to do
 * next, and never a participant's value: inputs are private, and messages end up in logs.
 */
export class EncodingError extends Error {
  override readonly name = 'EncodingError';
  readonly code: EncodingErrorCode;

  /**
   * A fault in numbers.
   *
   * @param code - What kind of fault it is.
   * @param message - Which index is at fault and what to do; never a value.
   */
  constructor(code: EncodingErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
