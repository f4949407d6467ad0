/** The length of rows that suits a statement: longer rows make proofs smaller and their verification longer. */
import { LEAST_ROW_LENGTH, MOST_ROW_LENGTH } from './limits.ts';

/**
 * The power of two nearest to 2·√(b·d), for b digits of each of d coordinates; for choices, where there are no planes, to 4·√d.
 *
 * @param length - d, a positive integer.
 * @param bound - B, or 0 for choices.
 * @returns from 512 to 16,384
 */
export function planesRowLength(length: number, bound: number): number {
  const digits = bound === 0 ? 4 : (2 * bound).toString(2).length;
  const nearest = 2 ** Math.round(Math.log2(2 * Math.sqrt(digits * length)));
  return Math.min(Math.max(nearest, LEAST_ROW_LENGTH), MOST_ROW_LENGTH);
}
