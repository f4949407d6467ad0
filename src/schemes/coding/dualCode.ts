/**
 * Whether a dealer's commitments are those of a code word, by a random word of the dual code (SCRAPE: Cascudo and David, ACNS
 * 2017). Points Q_j are commitments to values of one polynomial of degree below U iff Σ_j v_j · p(β_j) · Q_j = 0 for all
 * polynomials p of degree below holders − U, with v_j = Π_{k≠j} 1 / (β_j − β_k); for a random p another word passes with
 * probability 1/ℓ.
 */
import {
  fieldInverseBatch,
  fieldMultiply,
  fieldReduce,
  randomFieldElement,
} from '../../crypto/field.ts';
import type { RandomSource } from '../../crypto/random.ts';
import { FIELD_ORDER } from '../../kernel/kernel.ts';
import {
  addProducts,
  identities,
  isTorsion,
  readSummands,
  writePoints,
} from '../../kernel/planes/points.ts';
import { inWorkspace, integersToBytes, type Workspace } from '../../kernel/planes/workspace.ts';
import { EXTENDED_BYTES } from '../../kernel/layout.ts';
import { placePoint } from './lagrange.ts';
import { type CodeShape, symbolPointBytes } from './shape.ts';
import { findFaulty } from './findFaulty.ts';

/** Bits of the weights that dealings are added with: a batch with a bad one passes with probability 2^-64 and 1/ℓ. */
const WEIGHT_BITS = 64;

/**
 * The random word for these holders: v_j · p(β_j). `undefined` where every word is one of the code.
 *
 * @param holders - different places
 */
export function dualWord(
  { recovery }: CodeShape,
  holders: readonly number[],
  random: RandomSource,
): readonly bigint[] | undefined {
  const coefficients = Array.from({ length: Math.max(0, holders.length - recovery) }, () =>
    randomFieldElement(random),
  );
  if (coefficients.length === 0) return undefined;
  const points = holders.map((place) => BigInt(placePoint(place)));
  const inverses = fieldInverseBatch(
    points.map((x, i) =>
      points.reduce(
        (product, other, k) => (k === i ? product : (product * (x - other)) % FIELD_ORDER),
        1n,
      ),
    ),
  );
  return points.map((x, i) => {
    const value = coefficients.reduceRight((sum, c) => fieldReduce(sum * x + c), 0n);
    return fieldMultiply(inverses[i]!, value);
  });
}

/**
 * The indices of dealings whose points are not commitments to a code word.
 *
 * @param holders - the places of all holders, ascending
 * @param dealings - for each dealer its points for these holders, one after another, on the curve
 * @param random - the verifier's own randomness, drawn after all dealings are known
 */
export function offTheCode(
  shape: CodeShape,
  holders: readonly number[],
  dealings: readonly Uint8Array[],
  random: RandomSource,
): Promise<readonly number[]> {
  const word = dualWord(shape, holders, random);
  if (word === undefined) return Promise.resolve([]);
  return inWorkspace((workspace) =>
    findFaulty(dealings.length, (indices) => {
      const chosen = indices.map((index) => dealings[index]!);
      return Promise.resolve(isOrthogonal(workspace, shape, word, chosen, random));
    }),
  );
}

/** Adds up all dealings holder by holder, with short weights, and then the holders with the word. */
function isOrthogonal(
  workspace: Workspace,
  shape: CodeShape,
  word: readonly bigint[],
  dealings: readonly Uint8Array[],
  random: RandomSource,
): boolean {
  const size = symbolPointBytes(shape);
  const weights = new Uint8Array(32 * shape.subRows * dealings.length);
  for (let at = 0; at < weights.length; at += 32) weights.set(random(WEIGHT_BITS / 8), at);
  return workspace.scoped(() => {
    const sums = identities(workspace, word.length);
    for (const j of word.keys()) {
      const points = new Uint8Array(size * dealings.length);
      dealings.forEach((all, i) => {
        points.set(all.subarray(j * size, (j + 1) * size), i * size);
      });
      workspace.scoped(() => {
        const summands = readSummands(workspace, points);
        addProducts(workspace, sums + j * EXTENDED_BYTES, summands, weights, WEIGHT_BITS);
      });
    }
    const total = identities(workspace, 1);
    const summands = readSummands(workspace, writePoints(workspace, sums, word.length));
    addProducts(workspace, total, summands, integersToBytes(word));
    return isTorsion(workspace, total);
  });
}
