/** The row length for a statement: longer rows make proofs smaller and verification slower. */
import { LEAST_ROW_LENGTH, MOST_ROW_LENGTH } from './limits.ts';

/**
 * The power of two nearest to 2·√(b·d) for coordinates of b digits, and to 4·√d for one-hot
 * statements, which have no planes.
 *
 * @param length - d, a positive integer
 * @param bound - B; 0 for one-hot statements
 * @returns from 512 to 16,384
 */
export function planesRowLength(length: number, bound: number): number {
  const digits = bound === 0 ? 4 : (2 * bound).toString(2).length;
  const nearest = 2 ** Math.round(Math.log2(2 * Math.sqrt(digits * length)));
  return Math.min(Math.max(nearest, LEAST_ROW_LENGTH), MOST_ROW_LENGTH);
}
