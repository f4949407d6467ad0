/** Claims about vectors, with the commitments and blinders that make them true. */
import { deriveGenerators } from '../../../src/crypto/generators.ts';
import { sha256 } from '../../../src/crypto/tupleHash.ts';
import { seededRandom, type RandomSource } from '../../../src/crypto/random.ts';
import { createKernel, type ClosableKernel } from '../../../src/kernel/index.ts';
import type { ProverSeeds } from '../../../src/proofs/randomness.ts';
import type { ChoiceGroup } from '../../../src/proofs/statement.ts';
import type { PlanesShape, PlanesWitness } from '../../../src/proofs/planes/statement.ts';
import { someElements } from '../../kernel/samples.ts';

export const kernel: ClosableKernel = await createKernel({ threads: 1 });

export const SEEDS: ProverSeeds = {
  seed: new Uint8Array(32).fill(1),
  fresh: new Uint8Array(32).fill(2),
};
export const random: RandomSource = seededRandom(new Uint8Array(32).fill(3));

/** A witness for values that are committed to honestly, whether the statement is true of them or not. */
export async function witnessOf(
  shape: PlanesShape,
  values: Int32Array,
  client = 2,
): Promise<PlanesWitness> {
  const { rowLength } = shape;
  const blinders = someElements(Math.ceil(values.length / rowLength), 7 + client);
  const generators = await deriveGenerators(kernel, rowLength);
  const commitments = await kernel.commitRows(values, blinders, rowLength, generators);
  const sessionDigest = sha256(new Uint8Array([4]));
  return { ...shape, sessionDigest, client, commitments, values, blinders };
}

/** Values that look random, of magnitude up to the bound, both ends among them. */
export function valuesWithin(bound: number, length: number, seed = 1): Int32Array {
  let state = seed >>> 0;
  const values = new Int32Array(length).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * (2 * bound + 1)) - bound;
  });
  if (length > 1) [values[0], values[length - 1]] = [bound, -bound];
  return values;
}

/** The sum of the squares. */
export function squaredNorm(values: Int32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

/** Ticks that keep what the groups ask for: from the last coordinate of a group back, alternating the least and the most. */
export function choices(groups: readonly ChoiceGroup[]): Int32Array {
  const values = new Int32Array(groups.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  groups.forEach(({ length, least, most }, g) => {
    end += length;
    const ones = g % 2 === 0 ? most : least;
    values.fill(1, end - ones, end);
  });
  return values;
}
