/** Limits of the statements. Within them nothing wraps modulo ℓ, and a proof's size is known before it is read. */

/** Coordinates of a row: a power of two within these. */
export const LEAST_ROW_LENGTH = 512;
export const MOST_ROW_LENGTH = 16_384;

/** Rows, those of digits that are not in the sum included. */
export const MOST_ROWS = 4096;

/** The largest B. */
export const MOST_BOUND: number = 2 ** 31 - 1;

/** The largest squared norm. */
export const MOST_SQUARED_NORM: number = 2 ** 52 - 1;

/** Foldings of the opened row: what is left of it is sent. */
export const FOLDINGS = 5;

/** Elements of the opened row that are sent in the end. */
export function lastLength(rowLength: number): number {
  return rowLength / 2 ** FOLDINGS;
}
