/** All sizes that follow from a shape. */
import { ELEMENT_BYTES, POINT_BYTES } from '../../kernel/kernel.ts';
import { slackDigits } from './groups.ts';
import { shapeFault, type PlanesShape } from './statement.ts';
import { exactWeights } from './weights.ts';

/** The sizes of one statement. Letters as in the specification. */
export interface PlanesSizes {
  /** c, the number of coordinates in a row. */
  readonly rowLength: number;
  /** J, the number of rows of coordinates. */
  readonly rows: number;
  /** J⁺, the number of extra rows, which contain digits that are not part of the input. */
  readonly extraRows: number;
  /** β, the number of digits in the extra rows. */
  readonly extraDigits: number;
  /** w_k, the weights of a coordinate's digits. */
  readonly weights: readonly bigint[];
  /** Added to a coordinate before it is split into digits: B, or 0 for one-hot statements. */
  readonly shift: bigint;
  /** κ, the number of variables of a plane index. */
  readonly planeVariables: number;
  /** ν, the number of variables of a column index. */
  readonly columnVariables: number;
  /** n, the number of variables of a position: ν and those of a row index. */
  readonly variables: number;
  /** Whether the sum of squares is proven too. */
  readonly squared: boolean;
  /** Number of pads, one for each shown coefficient. */
  readonly pads: number;
  /** m, the number of pads and final masks. */
  readonly auxiliary: number;
}

/** Number of coefficients shown in each round except the last one over positions. */
export const SHOWN = 3;
/** Number of coefficients shown in the last round over positions. */
export const SHOWN_LAST = 5;

/**
 * Computes the sizes of a shape.
 *
 * @throws RangeError if `shapeFault` finds a problem
 */
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

/**
 * Number of points in a proof's first message: planes 1 … b − 1 of every row, and the extra rows.
 */
export function planePoints({ rows, weights, extraRows }: PlanesSizes): number {
  return rows * (weights.length - 1) + extraRows;
}

/** ⌈log2 value⌉; 0 for values up to 1. */
function logarithm(value: number): number {
  return value <= 1 ? 0 : (value - 1).toString(2).length;
}

/** Size of `count` points in bytes. */
export const bytesOfPoints = (count: number): number => count * POINT_BYTES;
/** Size of `count` elements of F_ℓ in bytes. */
export const bytesOfElements = (count: number): number => count * ELEMENT_BYTES;
