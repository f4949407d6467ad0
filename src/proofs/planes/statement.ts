/**
 * Statements about one client's committed rows, as the system `planes` represents them, and their
 * validity.
 */
import { POINT_BYTES } from '../../kernel/kernel.ts';
import {
  LEAST_ROW_LENGTH,
  MOST_BOUND,
  MOST_ROW_LENGTH,
  MOST_ROWS,
  MOST_SQUARED_NORM,
} from './limits.ts';
import type { ChoiceGroup } from '../statement.ts';
import { slackDigits } from './groups.ts';

/** Every coordinate is an integer in [−B, B]. */
interface RangeBound {
  readonly kind: 'linf';
  readonly bound: number;
}

/** As `linf`, and the sum of all squares is at most `maxSquaredNorm`. */
interface NormBound {
  readonly kind: 'l2';
  readonly bound: number;
  readonly maxSquaredNorm: number;
}

/**
 * Every coordinate is 0 or 1, and each group of consecutive coordinates has `least` to `most` ones.
 */
interface Choices {
  readonly kind: 'one-hot';
  readonly groups: readonly ChoiceGroup[];
}

/** What is the same for all clients: the statement, and the layout of coordinates in rows. */
export type PlanesShape = (RangeBound | NormBound | Choices) & {
  /** d, the number of coordinates. The rest of the last row is proven to be zero. */
  readonly length: number;
  /** c, the number of coordinates in a row: a power of two from 512 to 16,384. */
  readonly rowLength: number;
};

/** A claim that one client's rows satisfy a statement. */
export type PlanesClaim = PlanesShape & {
  /** 32 bytes. */
  readonly sessionDigest: Uint8Array;
  /** The client's number, from 0 to 2^32 − 1. */
  readonly client: number;
  /** The row commitments P_0 … as sent, 64 bytes each. */
  readonly commitments: Uint8Array;
};

/** A claim with its proof. */
export type ProvenPlanes = PlanesClaim & { readonly proof: Uint8Array };

/** The secret values of rows. */
interface RowValues {
  readonly values: Int32Array;
  /** 32 bytes for each row, canonical. */
  readonly blinders: Uint8Array;
}

/** An input with its shape, and the blinders of its rows. */
export type PlanesInput = PlanesShape & RowValues;

/** A claim with the secret values that make it true. */
export type PlanesWitness = PlanesClaim &
  RowValues & {
    /** The sums over planes 1 … b − 1 of every row, 64 bytes each, if they were made before. */
    readonly prepared?: Uint8Array | undefined;
  };

/**
 * The problem with a shape, or `undefined`. Every shape passes here before anything is computed
 * from its numbers.
 */
export function shapeFault(shape: PlanesShape): string | undefined {
  const { length, rowLength } = shape;
  if (
    !isCount(rowLength, LEAST_ROW_LENGTH, MOST_ROW_LENGTH) ||
    !Number.isInteger(Math.log2(rowLength))
  ) {
    return `rows must have a power of two of coordinates, from ${LEAST_ROW_LENGTH} to ${MOST_ROW_LENGTH}, not ${rowLength}`;
  }
  if (!isCount(length, 1, rowLength * MOST_ROWS)) {
    return `there must be from 1 to ${rowLength * MOST_ROWS} coordinates in rows of ${rowLength}, not ${length}`;
  }
  switch (shape.kind) {
    case 'linf':
      return boundFault(shape.bound) ?? rowsFault(shape, 0);
    case 'l2':
      return (
        boundFault(shape.bound) ?? normFault(shape.maxSquaredNorm) ?? rowsFault(shape, rowLength)
      );
    case 'one-hot':
      return groupsFault(shape.groups, length) ?? rowsFault(shape, slackDigits(shape.groups));
    default:
      return 'there is no such kind of statement';
  }
}

/** The problem with a claim, including its shape, or `undefined`. */
export function claimFault(claim: PlanesClaim): string | undefined {
  const fault = shapeFault(claim);
  if (fault !== undefined) return fault;
  if (claim.sessionDigest.length !== 32) return 'the session digest must have 32 bytes';
  if (!isCount(claim.client, 0, 2 ** 32 - 1)) return 'the client must be a 32-bit index';
  const rows = Math.ceil(claim.length / claim.rowLength);
  return claim.commitments.length === rows * POINT_BYTES
    ? undefined
    : `there must be one commitment for each of ${rows} rows`;
}

function boundFault(bound: number): string | undefined {
  return isCount(bound, 1, MOST_BOUND)
    ? undefined
    : `the bound must be an integer from 1 to ${MOST_BOUND}, not ${bound}`;
}

function normFault(norm: number): string | undefined {
  return isCount(norm, 1, MOST_SQUARED_NORM)
    ? undefined
    : `the largest squared norm must be an integer from 1 to ${MOST_SQUARED_NORM}, not ${norm}`;
}

/** The problem if there are too many rows. Extra digits take whole rows. */
function rowsFault({ length, rowLength }: PlanesShape, digits: number): string | undefined {
  const rows = Math.ceil(length / rowLength) + Math.ceil(digits / rowLength);
  return rows <= MOST_ROWS
    ? undefined
    : `${rows} rows are too many: there may be ${MOST_ROWS}; use longer rows`;
}

function groupsFault(groups: readonly ChoiceGroup[], length: number): string | undefined {
  if (groups.length < 1 || groups.length > length) {
    return `there must be from 1 to ${length} groups, not ${groups.length}`;
  }
  let covered = 0;
  for (const [index, { length: size, least, most }] of groups.entries()) {
    const fits = isCount(size, 1, length) && isCount(most, 1, size) && isCount(least, 0, most);
    if (!fits) return `group ${index} must ask for 0 ≤ least ≤ most ≤ length with most ≥ 1`;
    covered += size;
  }
  return covered === length
    ? undefined
    : `the groups cover ${covered} coordinates and not ${length}`;
}

function isCount(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
