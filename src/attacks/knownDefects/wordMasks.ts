import { tupleHashXof } from '../../crypto/tupleHash.ts';

/** Masked vectors of the models: integers mod 2^32, as in most implementations. */

/**
 * Expands a seed of any length into a mask. The expansion is not what is defective in the models.
 */
export function maskFrom(seed: Uint8Array, length: number): Uint32Array {
  const bytes = tupleHashXof('veilsum-1/peer-model', 4 * length, seed);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Uint32Array.from({ length }, (_, i) => view.getUint32(4 * i, true));
}

/** x + sign · mask mod 2^32, coordinate by coordinate. */
export function masked(x: ArrayLike<number>, mask: Uint32Array, sign: 1 | -1): Uint32Array {
  return mask.map((m, i) => (x[i]! + sign * m) >>> 0);
}

/** Integers mod 2^32 as signed integers, from −2^31. */
export function signed(x: Uint32Array): Int32Array {
  return Int32Array.from(x, (value) => value | 0);
}

/** Formats a vector. */
export function shown(vector: ArrayLike<number>): string {
  return `(${Array.from(vector).join(', ')})`;
}
