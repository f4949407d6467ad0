/** Encoding and decoding of vectors by a ramp code. */
import type { Kernel, WorkOptions } from '../../kernel/kernel.ts';
import { ELEMENT_BYTES } from '../../kernel/kernel.ts';
import { decodingWeights, encodingWeights } from './lagrange.ts';
import type { CodeShape } from './shape.ts';

/**
 * Symbols φ(β_j) of the polynomial φ of degree below U with φ(α_k) = piece k. It serves pieces and their blinders alike.
 *
 * @param holders - places, ascending
 * @param pieces - U vectors of one length, one after another
 * @returns one vector of this length for each holder, in their order
 */
export function encode(
  kernel: Kernel,
  shape: CodeShape,
  holders: readonly number[],
  pieces: Uint8Array,
  work?: WorkOptions,
): Promise<Uint8Array> {
  return kernel.combine(encodingWeights(shape, holders), pieces, shape.recovery, work);
}

/**
 * The vector whose symbols these are, or the sum of vectors from sums of symbols.
 *
 * @param holders - exactly U different places
 * @param symbols - the symbols of these places, one after another
 * @returns m elements
 */
export async function decode(
  kernel: Kernel,
  shape: CodeShape,
  holders: readonly number[],
  symbols: Uint8Array,
  work?: WorkOptions,
): Promise<Uint8Array> {
  if (holders.length !== shape.recovery) {
    throw new RangeError(`decoding takes ${shape.recovery} symbols, not ${holders.length}`);
  }
  const pieces = await kernel.combine(
    decodingWeights(shape, holders),
    symbols,
    shape.recovery,
    work,
  );
  return pieces.subarray(0, shape.elements * ELEMENT_BYTES);
}
