/** Lagrange interpolation at small integers: place j of a code is at j + 1, piece k at n + 1 + k. */
import { fieldInverseBatch, fieldMultiply, fieldReduce } from '../../crypto/field.ts';
import { FIELD_ORDER } from '../../kernel/kernel.ts';
import { integersToBytes } from '../../kernel/planes/workspace.ts';
import type { CodeShape } from './shape.ts';

/** The point of a place: β_j = j + 1. */
export function placePoint(place: number): number {
  return place + 1;
}

/** The points of all pieces: α_k = n + 1 + k for k = 0 … U − 1. */
function piecePoints({ places, recovery }: CodeShape): number[] {
  return Array.from({ length: recovery }, (_, k) => places + 1 + k);
}

/** Multiplications by a small number between two reductions. */
const STEPS = 16;

/** Π_i (x − points_i) mod ℓ, without the factor at index `skip`. */
function productOfDifferences(x: number, points: readonly number[], skip?: number): bigint {
  let product = 1n;
  for (const [i, point] of points.entries()) {
    if (i !== skip) product *= BigInt(x - point);
    if (i % STEPS === 0) product %= FIELD_ORDER;
  }
  return fieldReduce(product);
}

/**
 * For each target, the weights with which values at the given points add up to the value of their polynomial there.
 *
 * @param points - different integers
 * @param targets - integers other than the points
 * @returns row by row, one weight for each point: 32 bytes each
 */
export function lagrangeWeights(
  points: readonly number[],
  targets: readonly number[],
): Uint8Array<ArrayBuffer> {
  const denominators = fieldInverseBatch(points.map((x, i) => productOfDifferences(x, points, i)));
  const inverse = inversesOf(points, targets);
  const weights = targets.flatMap((target) => {
    const numerator = productOfDifferences(target, points);
    return points.map((x, i) =>
      fieldMultiply(fieldMultiply(numerator, inverse(target - x)), denominators[i]!),
    );
  });
  return integersToBytes(weights);
}

/** Inverses of all differences between targets and points, which are few and small. */
function inversesOf(
  points: readonly number[],
  targets: readonly number[],
): (difference: number) => bigint {
  const most = Math.max(...points, ...targets) - Math.min(...points, ...targets);
  const inverses = fieldInverseBatch(Array.from({ length: most }, (_, i) => BigInt(i + 1)));
  return (difference) => {
    const inverse = inverses[Math.abs(difference) - 1]!;
    return difference > 0 ? inverse : FIELD_ORDER - inverse;
  };
}

/** The weights that make the symbols of the given places from the pieces: one row for each place. */
export function encodingWeights(shape: CodeShape, holders: readonly number[]): Uint8Array {
  return lagrangeWeights(piecePoints(shape), holders.map(placePoint));
}

/** The weights that make the K pieces of the vector from U symbols: one row for each piece. */
export function decodingWeights(shape: CodeShape, holders: readonly number[]): Uint8Array {
  return lagrangeWeights(holders.map(placePoint), piecePoints(shape).slice(0, shape.pieces));
}
