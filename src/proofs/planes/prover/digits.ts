/**
 * The digits of a witness, written to a workspace; rejects a witness for which the claim is false.
 */
import { patternsFrom, takeWords, words, type Patterns } from '../../../kernel/planes/digits.ts';
import { squareIntegers, type PairSums } from '../../../kernel/planes/rounds.ts';
import type { Workspace } from '../../../kernel/planes/workspace.ts';
import { slackOf } from '../groups.ts';
import type { PlanesSizes } from '../sizes.ts';
import type { PlanesInput, PlanesWitness } from '../statement.ts';
import { exactDigits, exactWeights } from '../weights.ts';

/** Digits and squares of a witness. */
export interface WitnessDigits {
  /**
   * Digit patterns of all positions: the digits of coordinates, zeros beyond d, then the rows of
   * extra digits.
   */
  readonly patterns: Patterns;
  /** The extra digits. */
  readonly extra: readonly (0 | 1)[];
  /**
   * For `l2`: the coordinates as 32-bit integers, zeros beyond d, with the sums of their squares
   * that the first round needs.
   */
  readonly squares:
    { readonly values: number; readonly pairs: PairSums; readonly total: bigint } | undefined;
}

/** The patterns of row j. */
export function rowPatterns(
  { patterns }: WitnessDigits,
  { rowLength }: PlanesSizes,
  row: number,
): Patterns {
  return patternsFrom(patterns, row * rowLength);
}

/**
 * Writes the values of an input, and the digit patterns of its coordinates, with zeros up to
 * `positions`.
 *
 * @throws RangeError if a coordinate is beyond the bound
 */
export function valuePatterns(
  workspace: Workspace,
  { weights, shift }: PlanesSizes,
  { length, values }: Pick<PlanesInput, 'length' | 'values'>,
  positions: number,
): { readonly values: number; readonly patterns: Patterns } {
  const written = takeWords(workspace, positions);
  words(workspace, written, length).set(values);
  const at = takeWords(workspace, positions);
  let inRange = true;
  if (shift === 0n) {
    words(workspace, at, length).set(values);
  } else {
    const top = weights[weights.length - 1]!;
    inRange = workspace.wasm.writePatterns(at, written, length, shift, weights.length, top) !== 0;
  }
  if (!inRange) throw new RangeError(`a coordinate is beyond the bound ${shift}`);
  return { values: written, patterns: { at, bytes: Math.ceil(weights.length / 8) } };
}

/**
 * Writes the digits of a witness.
 *
 * @throws RangeError if the values do not satisfy the claim
 */
export function writeDigits(
  workspace: Workspace,
  sizes: PlanesSizes,
  witness: PlanesWitness,
): WitnessDigits {
  const { rows, extraRows, rowLength, squared } = sizes;
  const positions = (rows + extraRows) * rowLength;
  const { values, patterns } = valuePatterns(workspace, sizes, witness, positions);
  const squares = squared
    ? { values, ...squareIntegers(workspace, values, witness.length) }
    : undefined;
  const extra = extraDigitsOf(witness, squares?.total ?? 0n);
  words(workspace, patterns.at, positions).set(extra, rows * rowLength);
  return { patterns, extra, squares };
}

function extraDigitsOf(witness: PlanesWitness, total: bigint): (0 | 1)[] {
  switch (witness.kind) {
    case 'linf':
      return [];
    case 'l2':
      if (total > BigInt(witness.maxSquaredNorm)) {
        throw new RangeError(
          `the sum of squares is beyond the largest squared norm, ${witness.maxSquaredNorm}`,
        );
      }
      return exactDigits(total, exactWeights(witness.maxSquaredNorm));
    case 'one-hot':
      return slackOf(witness.groups, witness.values);
  }
}
