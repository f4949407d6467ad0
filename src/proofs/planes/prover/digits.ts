/** The digits of a witness in a workspace, and the rejection of a witness that does not make its claim true. */
import { patternsFrom, takeWords, words, type Patterns } from '../../../kernel/planes/digits.ts';
import { squareIntegers, type PairSums } from '../../../kernel/planes/rounds.ts';
import type { Workspace } from '../../../kernel/planes/workspace.ts';
import { slackOf } from '../groups.ts';
import type { PlanesSizes } from '../sizes.ts';
import type { PlanesWitness } from '../statement.ts';
import { exactDigits, exactWeights } from '../weights.ts';

/** What the prover computes with. */
export interface WitnessDigits {
  /** Of all positions: digits of coordinates, zeros beyond d, then the rows of further digits. */
  readonly patterns: Patterns;
  /** The further digits. */
  readonly extra: readonly (0 | 1)[];
  /** The coordinates as 32-bit integers, zeros beyond d, with what the first round needs of their squares. */
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

/** @throws RangeError where the values do not keep what is claimed of them. */
export function writeDigits(
  workspace: Workspace,
  sizes: PlanesSizes,
  witness: PlanesWitness,
): WitnessDigits {
  const { rows, extraRows, rowLength, weights, shift, squared } = sizes;
  const positions = (rows + extraRows) * rowLength;
  const { length } = witness;
  const values = takeWords(workspace, positions);
  words(workspace, values, length).set(witness.values);
  const at = takeWords(workspace, positions);
  let inRange = true;
  if (shift === 0n) {
    words(workspace, at, length).set(witness.values);
  } else {
    const top = weights[weights.length - 1]!;
    inRange = workspace.wasm.writePatterns(at, values, length, shift, weights.length, top) !== 0;
  }
  if (!inRange) throw new RangeError(`a coordinate is beyond the bound ${shift}`);
  const squares = squared ? { values, ...squareIntegers(workspace, values, length) } : undefined;
  const extra = extraDigitsOf(witness, squares?.total ?? 0n);
  words(workspace, at, positions).set(extra, rows * rowLength);
  return { patterns: { at, bytes: Math.ceil(weights.length / 8) }, extra, squares };
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
