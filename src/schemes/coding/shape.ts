/**
 * Sizes of a ramp code over F_ℓ: vectors of m elements are cut into K = U − T pieces, T uniform pieces are added, and every
 * holder gets one symbol (LightSecAgg: So et al., MLSys 2022, §4).
 */

/** The most columns of a sub-row: as many generators as come with the package. */
const MOST_COLUMNS = 4096;

/** What a code is defined by. */
export interface CodeParameters {
  /** n, the number of places: one for each client on the roster. */
  readonly places: number;
  /** U, the number of symbols that give the vector. */
  readonly recovery: number;
  /** T, the number of symbols that say nothing about the vector; below U. */
  readonly privacy: number;
  /** m, the number of elements of a vector. */
  readonly elements: number;
}

/** A code with its derived sizes. */
export interface CodeShape extends CodeParameters {
  /** K = U − T, the number of pieces of the vector. */
  readonly pieces: number;
  /** L_s, the number of commitments to a symbol. */
  readonly subRows: number;
  /** c_M, the number of elements of a symbol under one commitment. */
  readonly columns: number;
  /** L = c_M · L_s, the number of elements of a symbol and of a piece. */
  readonly length: number;
}

/**
 * The sizes of a code. Sub-rows are all full, so that in a link proof no generator has the weight of another piece's element.
 *
 * @throws RangeError unless 0 ≤ T < U ≤ n and m ≥ 1, all integers
 */
export function codeShape(parameters: CodeParameters): CodeShape {
  const { places, recovery, privacy, elements } = parameters;
  const integers = [places, recovery, privacy, elements].every(Number.isSafeInteger);
  if (!(integers && privacy >= 0 && privacy < recovery && recovery <= places && elements >= 1)) {
    throw new RangeError('a code needs 0 ≤ T < U ≤ n and at least one element');
  }
  const pieces = recovery - privacy;
  const least = Math.ceil(elements / pieces);
  const subRows = Math.ceil(least / MOST_COLUMNS);
  const columns = Math.ceil(least / subRows);
  return {
    places,
    recovery,
    privacy,
    elements,
    pieces,
    subRows,
    columns,
    length: columns * subRows,
  };
}

/** Size in bytes of a symbol, and of the blinders of its commitments. */
export function symbolBytes({ length }: CodeShape): number {
  return 32 * length;
}

/** Size in bytes of the blinders of one symbol's commitments. */
export function symbolBlinderBytes({ subRows }: CodeShape): number {
  return 32 * subRows;
}

/** Size in bytes of the commitments to one symbol. */
export function symbolPointBytes({ subRows }: CodeShape): number {
  return 64 * subRows;
}
