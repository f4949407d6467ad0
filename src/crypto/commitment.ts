import { ELEMENT_BYTES, FIELD_ORDER, POINT_BYTES, type Kernel } from '../kernel/kernel.ts';
import { isIdentity } from './generators.ts';
import { type FieldElement, fieldFromBytes, fieldMultiply, fieldToBytes } from './field.ts';

/** The claim that a sum and summed blinders open a sum of row commitments. */
export interface OpeningClaim {
  /** The sum of all clients' points, row by row: 64 bytes for each row, on the curve. */
  readonly rowSums: Uint8Array;
  /** S: d integers of magnitude below 2^53. */
  readonly sum: Float64Array;
  /** R: one canonical element for each row, 32 bytes each. */
  readonly blinders: Uint8Array;
  /** c, the number of coordinates in a row. */
  readonly rowLength: number;
  /** H, then G_0, … for at least min(d, c) columns. */
  readonly generators: Uint8Array;
  /** The challenge ρ, hashed from all of the above, so that the sum cannot be chosen after it. */
  readonly challenge: FieldElement;
}

/**
 * Whether 8 · Σ_j ρ^j P_j = 8 · (Σ_i (Σ_j ρ^j S_{j,i}) G_i + (Σ_j ρ^j R_j) H), which folds the
 * openings of all rows with powers of the challenge ρ. A claim that is wrong in any row passes with
 * probability at most rows / ℓ. The factor 8 removes any torsion of the points.
 *
 * @throws RangeError if a blinder is not canonical
 */
export async function isOpening(kernel: Kernel, claim: OpeningClaim): Promise<boolean> {
  const { rowSums, sum, blinders, rowLength, generators, challenge } = claim;
  const columns = Math.min(sum.length, rowLength);
  const rows = rowSums.length / POINT_BYTES;
  const powers = challengePowers(challenge, rows);
  const folded = kernel.foldRows(sum, rowLength, fieldToBytes(challenge));

  const points = new Uint8Array((rows + 1 + columns) * POINT_BYTES);
  points.set(rowSums);
  points.set(generators.subarray(0, (1 + columns) * POINT_BYTES), rows * POINT_BYTES);

  // One multi-scalar multiplication: the rows with ρ^j, then H and the G_i with the scalars that
  // cancel them.
  const scalars = new Uint8Array((rows + 1 + columns) * ELEMENT_BYTES);
  powers.forEach((power, j) => {
    scalars.set(fieldToBytes(power), j * ELEMENT_BYTES);
  });
  scalars.set(negated(foldBlinders(blinders, powers)), rows * ELEMENT_BYTES);
  for (let i = 0; i < columns; i++) {
    const element = folded.subarray(i * ELEMENT_BYTES, (i + 1) * ELEMENT_BYTES);
    scalars.set(negated(fieldFromBytes(element)!), (rows + 1 + i) * ELEMENT_BYTES);
  }
  return isIdentity(kernel.clearCofactor(await kernel.multiScalarMultiply(points, scalars)));
}

function challengePowers(challenge: FieldElement, count: number): FieldElement[] {
  const powers: FieldElement[] = [];
  for (let power = 1n; powers.length < count; power = fieldMultiply(power, challenge)) {
    powers.push(power);
  }
  return powers;
}

function foldBlinders(blinders: Uint8Array, powers: readonly FieldElement[]): FieldElement {
  return powers.reduce((sum, power, j) => {
    const blinder = fieldFromBytes(blinders.subarray(j * ELEMENT_BYTES, (j + 1) * ELEMENT_BYTES));
    if (blinder === undefined) throw new RangeError(`blinder ${j} is not canonical`);
    return (sum + fieldMultiply(power, blinder)) % FIELD_ORDER;
  }, 0n);
}

function negated(x: FieldElement): Uint8Array {
  return fieldToBytes(x === 0n ? 0n : FIELD_ORDER - x);
}
