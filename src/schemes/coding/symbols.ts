/** Whether symbols are what their commitments say, many at once. */
import { concatBytes } from '@noble/hashes/utils.js';
import { fieldReduce } from '../../crypto/field.ts';
import { isIdentity } from '../../crypto/generators.ts';
import type { RandomSource } from '../../crypto/random.ts';
import { ELEMENT_BYTES, POINT_BYTES, type Kernel } from '../../kernel/kernel.ts';
import { bytesToIntegers, integersToBytes } from '../../kernel/planes/workspace.ts';
import { findFaulty } from './findFaulty.ts';
import { type CodeShape, symbolBlinderBytes, symbolBytes, symbolPointBytes } from './shape.ts';

/** Bytes of the weights: a batch with a wrong symbol passes with probability 2^-128. */
const WEIGHT_BYTES = 16;

/** A symbol, or a sum of symbols, with the blinders and points of its commitments. */
export interface OpenedSymbol {
  /** L elements. */
  readonly symbol: Uint8Array;
  /** L_s elements. */
  readonly blinders: Uint8Array;
  /** L_s points on the curve. */
  readonly points: Uint8Array;
}

/** Whether an opening has the right lengths, and canonical elements. */
function isWellFormed(
  kernel: Kernel,
  shape: CodeShape,
  { symbol, blinders, points }: OpenedSymbol,
): boolean {
  return (
    symbol.length === symbolBytes(shape) &&
    blinders.length === symbolBlinderBytes(shape) &&
    points.length === symbolPointBytes(shape) &&
    kernel.areCanonical(symbol) &&
    kernel.areCanonical(blinders)
  );
}

/**
 * The indices of symbols that do not open their commitments: 8 · (Σ_i s_i · G_i + σ · H) = 8 · Q in every sub-row. Malformed ones
 * are among them.
 *
 * @param generators - H, then at least c_M row generators
 * @param random - this party's own randomness, drawn after all symbols are known
 */
export async function unopened(
  kernel: Kernel,
  shape: CodeShape,
  generators: Uint8Array,
  opened: readonly OpenedSymbol[],
  random: RandomSource,
): Promise<readonly number[]> {
  const formed = opened.map((each) => isWellFormed(kernel, shape, each));
  const faulty = await findFaulty(opened.length, (indices) =>
    indices.every((index) => formed[index])
      ? open(
          kernel,
          shape,
          generators,
          indices.map((index) => opened[index]!),
          random,
        )
      : Promise.resolve(false),
  );
  return faulty;
}

/** One product over all points, and over the generators with the weighted sum of all sub-rows. */
async function open(
  kernel: Kernel,
  { subRows, columns }: CodeShape,
  generators: Uint8Array,
  opened: readonly OpenedSymbol[],
  random: RandomSource,
): Promise<boolean> {
  const count = opened.length * subRows;
  const weights = new Uint8Array(count * ELEMENT_BYTES);
  for (let at = 0; at < weights.length; at += ELEMENT_BYTES) weights.set(random(WEIGHT_BYTES), at);
  const rows = concatBytes(...opened.map(({ symbol }) => symbol));
  const blinders = concatBytes(...opened.map((each) => each.blinders));
  const row = await kernel.combine(weights, rows, count);
  const blinder = await kernel.combine(weights, blinders, count);
  const minus = bytesToIntegers(weights).map((weight) => fieldReduce(-weight));
  const product = await kernel.multiScalarMultiply(
    concatBytes(
      ...opened.map(({ points }) => points),
      generators.subarray(0, (1 + columns) * POINT_BYTES),
    ),
    concatBytes(integersToBytes(minus), blinder, row),
  );
  return isIdentity(kernel.clearCofactor(product));
}

/** Σ lists[u] of canonical elements, all of one length. */
export function sumOfElements(kernel: Kernel, lists: readonly Uint8Array[]): Uint8Array {
  const sum = lists[0]!.slice();
  for (const list of lists.slice(1)) kernel.add(sum, list);
  return sum;
}
