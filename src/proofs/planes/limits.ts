/**
 * Limits of statements. Within them no sum wraps modulo ℓ, and the size of a proof is known before
 * it is read.
 */

/** Minimum of c, the number of coordinates in a row. */
export const LEAST_ROW_LENGTH = 512;
/** Maximum of c. Every c is a power of two. */
export const MOST_ROW_LENGTH = 16_384;

/** Maximum number of rows, including those of extra digits. */
export const MOST_ROWS = 4096;

/** Maximum of the bound B. */
export const MOST_BOUND: number = 2 ** 31 - 1;

/** Maximum of the squared norm. */
export const MOST_SQUARED_NORM: number = 2 ** 52 - 1;

/** Number of foldings of the opened row, after which the rest of it is sent. */
export const FOLDINGS = 5;

/** Number of elements of the opened row that are sent after the last folding. */
export function lastLength(rowLength: number): number {
  return rowLength / 2 ** FOLDINGS;
}
