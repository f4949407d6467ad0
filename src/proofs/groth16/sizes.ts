/** Sizes of Groth16 proofs. */
import { integer, word } from '../../usage/arguments.ts';

/** A kind of statement that there are circuits for. */
export type CircuitKind = 'linf' | 'l2';

/** Size of one Groth16 proof in bytes: A (64), B (128), C (64), in affine coordinates. */
export const GROTH16_BYTES = 256;

const POINT_BYTES = 64;

const circuitKind = word('linf', 'l2');
const rowNumber = integer(0);

/**
 * Size in bytes of one client's Groth16 proofs.
 *
 * - `linf`: one proof for each row.
 * - `l2`: for each row a commitment to its sum of squares (64 bytes) and a proof, then one proof
 *   that these sums add up to at most B₂².
 *
 * @param rows - ⌈d / c⌉
 * @throws UsageError `wrong-input` for another kind, or if `rows` is not a non-negative integer
 */
export function groth16ProofBytes(kind: CircuitKind, rows: number): number {
  circuitKind(kind, 'kind');
  rowNumber(rows, 'rows');
  return kind === 'linf'
    ? rows * GROTH16_BYTES
    : rows * (POINT_BYTES + GROTH16_BYTES) + GROTH16_BYTES;
}
