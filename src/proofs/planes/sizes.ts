/** Every size that a shape determines. */
import { ELEMENT_BYTES, POINT_BYTES } from '../../kernel/kernel.ts';
import { slackDigits } from './groups.ts';
import { shapeFault, type PlanesShape } from './statement.ts';
import { exactWeights } from './weights.ts';

/** Sizes of one statement; letters are the specification's. */
export interface PlanesSizes {
  /** c */
  readonly rowLength: number;
  /** J: rows of coordinates. */
  readonly rows: number;
  /** J⁺: further rows, of digits that the sum does not hold. */
  readonly extraRows: number;
  /** β: digits in the further rows. */
  readonly extraDigits: number;
  /** w_k: weights of the digits of a coordinate. */
  readonly weights: readonly bigint[];
  /** What is added to a coordinate before it is cut into digits: B, or 0. */
  readonly shift: bigint;
  /** κ: variables of the index of a plane. */
  readonly planeVariables: number;
  /** ν: variables of a column. */
  readonly columnVariables: number;
  /** n: variables of a position, ν and those of a row. */
  readonly variables: number;
  /** Whether the sum of squares is proven, too. */
  readonly squared: boolean;
  /** Pads of the coefficients of all rounds. */
  readonly pads: number;
  /** m: pads, and one mask of the last round for each final value. */
  readonly auxiliary: number;
}

/** Coefficients that a round shows, and the last round over positions. */
export const SHOWN = 3;
export const SHOWN_LAST = 5;

/** @throws RangeError where `shapeFault` finds something. */
export function planesSizes(shape: PlanesShape): PlanesSizes {
  const fault = shapeFault(shape);
  if (fault !== undefined) throw new RangeError(fault);
  const { length, rowLength } = shape;
  const rows = Math.ceil(length / rowLength);
  const weights = shape.kind === 'one-hot' ? [1n] : exactWeights(2 * shape.bound);
  const squared = shape.kind === 'l2';
  const extraDigits =
    shape.kind === 'linf'
      ? 0
      : shape.kind === 'l2'
        ? exactWeights(shape.maxSquaredNorm).length
        : slackDigits(shape.groups);
  const extraRows = Math.ceil(extraDigits / rowLength);
  const planeVariables = logarithm(weights.length);
  const columnVariables = logarithm(rowLength);
  const variables = columnVariables + logarithm(rows + extraRows);
  const pads = SHOWN * (planeVariables + variables - 1) + SHOWN_LAST;
  return {
    rowLength,
    rows,
    extraRows,
    extraDigits,
    weights,
    shift: shape.kind === 'one-hot' ? 0n : BigInt(shape.bound),
    planeVariables,
    columnVariables,
    variables,
    squared,
    pads,
    auxiliary: pads + (squared ? 2 : 1),
  };
}

/** Points of the first part of a proof: planes 1 … b − 1 of every row, and the further rows. */
export function planePoints({ rows, weights, extraRows }: PlanesSizes): number {
  return rows * (weights.length - 1) + extraRows;
}

/** ⌈log2 value⌉ */
function logarithm(value: number): number {
  return value <= 1 ? 0 : (value - 1).toString(2).length;
}

export const bytesOfPoints = (count: number): number => count * POINT_BYTES;
export const bytesOfElements = (count: number): number => count * ELEMENT_BYTES;
