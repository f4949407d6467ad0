/** Sizes of proofs. */
import { integer, word } from '../../usage/arguments.ts';

/** What the circuits prove. */
export type CircuitKind = 'linf' | 'l2';

/** Bytes of one Groth16 proof: A (64), B (128), C (64), affine coordinates. */
export const GROTH16_BYTES = 256;

const POINT_BYTES = 64;

const circuitKind = word('linf', 'l2');
const rowNumber = integer(0);

/**
 * Bytes of a client's Groth16 proofs. `linf`: one proof a row. `l2`: for each row the commitment to its sum of squares (a point) and a
 * proof; then one proof that they add up to at most B₂².
 *
 * @throws UsageError `wrong-input` for a kind without circuits, and for what is no number of rows
 */
export function groth16ProofBytes(kind: CircuitKind, rows: number): number {
  circuitKind(kind, 'kind');
  rowNumber(rows, 'rows');
  return kind === 'linf'
    ? rows * GROTH16_BYTES
    : rows * (POINT_BYTES + GROTH16_BYTES) + GROTH16_BYTES;
}
