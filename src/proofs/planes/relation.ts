/**
 * The relation that the rounds over positions prove, as public data:
 *
 *     Σ_i [ε · eq(τ, i) · g(i)·(real(i) − g(i)) + squares · x(i)² + linear(i) · g(i)]
 * = claim after the rounds over planes + start
 *
 * The kinds of statements differ only in this data.
 */
import { fieldReduce } from '../../crypto/field.ts';
import { type Conversation, labels } from '../conversation.ts';
import type { ChoiceGroup } from '../statement.ts';
import { isFree, slackWeights } from './groups.ts';
import { betweenAt, type Interval } from './multilinear.ts';
import type { PlanesSizes } from './sizes.ts';
import type { PlanesShape } from './statement.ts';
import { exactWeights } from './weights.ts';

/** Positions with the same factor. */
export interface Piece extends Interval {
  readonly factor: bigint;
}

/**
 * The public data of the rounds over positions. Known once the challenges before them are drawn.
 */
export interface Relation {
  /** Added to the claim before the rounds. */
  readonly start: bigint;
  /** The factor of the sum of squares. */
  readonly squares: bigint;
  /** The linear form, as intervals in ascending order. */
  readonly linear: readonly Piece[];
}

/** The positions whose digits may be 1: the coordinates, and the extra digits. */
export function realIntervals({ length }: PlanesShape, sizes: PlanesSizes): readonly Interval[] {
  const { rows, rowLength, extraDigits } = sizes;
  const extra = rows * rowLength;
  const coordinates = { start: 0, end: length };
  return extraDigits === 0
    ? [coordinates]
    : [coordinates, { start: extra, end: extra + extraDigits }];
}

/** The multilinear extension of `real` at a point. */
export function realAt(shape: PlanesShape, sizes: PlanesSizes, point: readonly bigint[]): bigint {
  return fieldReduce(
    realIntervals(shape, sizes).reduce((sum, interval) => sum + betweenAt(interval, point), 0n),
  );
}

/** The multilinear extension of a linear form at a point. */
export function linearAt(pieces: readonly Piece[], point: readonly bigint[]): bigint {
  return pieces.reduce(
    (sum, piece) => fieldReduce(sum + piece.factor * betweenAt(piece, point)),
    0n,
  );
}

/** The relation of a statement, with its challenges. */
export function relationOf(
  shape: PlanesShape,
  sizes: PlanesSizes,
  conversation: Conversation,
): Relation {
  const extra = sizes.rows * sizes.rowLength;
  switch (shape.kind) {
    case 'linf':
      return { start: 0n, squares: 0n, linear: [] };
    case 'l2': {
      // λ·f_0·(Σ x² − q): the extra row holds the digits of q, and in its table g = f_0 · digit.
      const lambda = conversation.coin('lambda');
      const f0 = conversation
        .coins(labels('k', sizes.planeVariables))
        .reduce((product, r) => fieldReduce(product * (1n - r)), 1n);
      return {
        start: 0n,
        squares: fieldReduce(lambda * f0),
        linear: exactWeights(shape.maxSquaredNorm).map((weight, e) => ({
          start: extra + e,
          end: extra + e + 1,
          factor: fieldReduce(-lambda * weight),
        })),
      };
    }
    case 'one-hot':
      return choicesRelation(shape.groups, extra, conversation.coin('gamma'));
  }
}

/**
 * Group g is weighted with γ^(g+1). The zero-check is the constant term in γ, so its error cannot
 * cancel with those of groups.
 */
function choicesRelation(groups: readonly ChoiceGroup[], extra: number, gamma: bigint): Relation {
  const coordinates: Piece[] = [];
  const slack: Piece[] = [];
  let [power, start, position, digit] = [1n, 0n, 0, extra];
  for (const group of groups) {
    power = fieldReduce(power * gamma);
    const end = position + group.length;
    if (!isFree(group)) {
      coordinates.push({ start: position, end, factor: power });
      start = fieldReduce(start + power * BigInt(group.most));
      for (const weight of slackWeights(group)) {
        slack.push({ start: digit, end: digit + 1, factor: fieldReduce(power * weight) });
        digit++;
      }
    }
    position = end;
  }
  return { start, squares: 0n, linear: [...coordinates, ...slack] };
}
