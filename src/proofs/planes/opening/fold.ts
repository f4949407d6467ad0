/**
 * Folding of an answered vector v, to which the verifier has a commitment, and of which it knows
 * the value ⟨v, ω⟩ of a public linear form: the halves are added with a challenge, repeatedly, and
 * the rest is sent (Attema and Cramer, CRYPTO 2020, §4, stopped early). ω may be any vector.
 */
import { AFFINE_BYTES } from '../../../kernel/layout.ts';
import {
  addProducts,
  identities,
  writePoints,
  type Summands,
} from '../../../kernel/planes/points.ts';
import { slice, type Elements, type Workspace } from '../../../kernel/planes/workspace.ts';
import { fieldMultiply } from '../../../crypto/field.ts';
import type { ProverBasis } from './basis.ts';

/** What is folded. Both vectors are overwritten. */
export interface FoldInput {
  readonly vector: Elements;
  readonly form: Elements;
  /** The challenge ξ, by which K is multiplied. */
  readonly xi: bigint;
  readonly foldings: number;
}

/**
 * Folds from the highest bit of the index down. Each folding sends L = ⟨v_lo, G_hi⟩ + ξ⟨v_lo,
 * ω_hi⟩·K and R = ⟨v_hi, G_lo⟩ + ξ⟨v_hi, ω_lo⟩·K and receives X; then v ← v_lo + X·v_hi, ω ← X·ω_lo
 * + ω_hi, and G like ω. The points G are not folded: their factors are multiplied into the scalars
 * instead.
 *
 * @param exchange - sends L ‖ R of a folding and returns its challenge
 * @returns the folded v, encoded
 */
export function foldOpening(
  workspace: Workspace,
  basis: ProverBasis,
  { vector, form, xi, foldings }: FoldInput,
  exchange: (index: number, pair: Uint8Array) => bigint,
): Uint8Array {
  let [v, omega] = [vector, form];
  // The factors of the original generators, by the index bits folded so far; the first folded bit
  // is the highest.
  let factors = [1n];
  for (let index = 0; index < foldings; index++) {
    const half = v.count / 2;
    const [low, high] = [slice(v, 0, half), slice(v, half, v.count)];
    const [omegaLow, omegaHigh] = [slice(omega, 0, half), slice(omega, half, v.count)];
    const cross = (part: Elements, other: Elements, offset: number): Uint8Array =>
      crossTerm(workspace, basis, { part, other, offset, factors, xi });
    const pair = new Uint8Array(128);
    pair.set(cross(low, omegaHigh, half));
    pair.set(cross(high, omegaLow, 0), 64);
    const x = exchange(index, pair);
    workspace.combine(low, high, x, low);
    workspace.combine(omegaLow, omegaLow, x, omegaHigh);
    factors = factors.flatMap((factor) => [fieldMultiply(factor, x), factor]);
    [v, omega] = [low, omegaLow];
  }
  return workspace.toBytes(v);
}

/** ⟨part, generators of the other half⟩ + ξ⟨part, other⟩ · K */
function crossTerm(
  workspace: Workspace,
  { columns, k }: ProverBasis,
  {
    part,
    other,
    offset,
    factors,
    xi,
  }: { part: Elements; other: Elements; offset: number; factors: readonly bigint[]; xi: bigint },
): Uint8Array {
  return workspace.scoped(() => {
    const scalars = workspace.toBytes(workspace.outer(workspace.fromIntegers(factors), part));
    const chosen = chooseColumns(workspace, columns, part.count, offset, factors.length);
    const sum = identities(workspace, 1);
    addProducts(workspace, sum, chosen, scalars);
    const value = workspace.dot(part, other);
    workspace.scale(value, xi);
    addProducts(workspace, sum, k, workspace.toBytes(value));
    return writePoints(workspace, sum, 1);
  });
}

/** The half that begins at `offset` of every block of 2·half columns. */
function chooseColumns(
  { arena, wasm }: Workspace,
  columns: Summands,
  half: number,
  offset: number,
  blocks: number,
): Summands {
  const at = arena.take(blocks * half * AFFINE_BYTES);
  const memory = new Uint8Array(wasm.memory.buffer);
  for (let block = 0; block < blocks; block++) {
    const from = columns.at + (2 * block * half + offset) * AFFINE_BYTES;
    memory.copyWithin(at + block * half * AFFINE_BYTES, from, from + half * AFFINE_BYTES);
  }
  return { at, count: blocks * half };
}
