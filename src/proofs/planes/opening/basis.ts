/**
 * Generators of openings: H for blinders, G_0 … G_(c−1) for columns, and K for values of linear
 * forms.
 */
import { deriveGenerators, deriveValueGenerator } from '../../../crypto/generators.ts';
import { type Kernel, POINT_BYTES } from '../../../kernel/kernel.ts';
import {
  addBlinders,
  addProducts,
  combOf,
  identities,
  readSummands,
  writePoints,
  type Summands,
} from '../../../kernel/planes/points.ts';
import type { Workspace } from '../../../kernel/planes/workspace.ts';

/** Encoded generators: `rows` are H, then G_0 … G_(c−1); `k` is K. 64 bytes each. */
export interface OpeningGenerators {
  readonly rows: Uint8Array;
  readonly k: Uint8Array;
}

/** The generators for rows of up to `columns` coordinates. */
export async function openingGenerators(
  kernel: Kernel,
  columns: number,
): Promise<OpeningGenerators> {
  return { rows: await deriveGenerators(kernel, columns), k: deriveValueGenerator(kernel) };
}

/**
 * The generators in a prover's workspace; H as a comb table for multiplication in constant time.
 */
export interface ProverBasis {
  readonly comb: number;
  readonly columns: Summands;
  readonly k: Summands;
}

/** Loads the generators for rows of `columns` coordinates into a workspace. */
export function proverBasis(
  workspace: Workspace,
  { rows, k }: OpeningGenerators,
  columns: number,
): ProverBasis {
  return {
    comb: combOf(workspace, rows.subarray(0, POINT_BYTES)),
    columns: readSummands(workspace, rows.subarray(POINT_BYTES, (1 + columns) * POINT_BYTES)),
    k: readSummands(workspace, k),
  };
}

/**
 * The commitment Σ vector[i] · G_i + blinder · H. The blinder is multiplied in constant time. The
 * vector is multiplied with buckets, whose memory addresses depend on it (`msm.ts`).
 */
export function commitVector(
  workspace: Workspace,
  { comb, columns }: ProverBasis,
  vector: Uint8Array,
  blinder: Uint8Array,
): Uint8Array {
  return workspace.scoped(() => {
    const sum = identities(workspace, 1);
    addProducts(workspace, sum, { at: columns.at, count: vector.length / 32 }, vector);
    addBlinders(workspace, sum, comb, blinder);
    return writePoints(workspace, sum, 1);
  });
}
