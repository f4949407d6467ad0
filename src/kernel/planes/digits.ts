/** Patterns of binary digits in a workspace, one 32-bit word a value, and what proofs compute from them. */
import { AFFINE_BYTES, EXTENDED_BYTES, LIMB_BYTES, SUM_BYTES } from '../wasm.ts';
import type { Summands } from './points.ts';
import type { Elements, Workspace } from './workspace.ts';

const WORD_BYTES = 4;
const TABLE = 256;

/** Generators whose subset sums make one table. */
const GROUP = 8;

/** Digits of values: pattern i at `at` + 4·i, `bytes` of its four in use. Two words of zeros follow. */
export interface Patterns {
  readonly at: number;
  readonly bytes: number;
}

/** Room for `count` 32-bit words and two of zeros behind them. */
export function takeWords({ arena }: Workspace, count: number): number {
  return arena.take((count + 2) * WORD_BYTES);
}

/** The 32-bit words at an address, until the next step takes memory. */
export function words({ wasm }: Workspace, at: number, count: number): Int32Array {
  return new Int32Array(wasm.memory.buffer, at, count);
}

/** The patterns from an index on. */
export function patternsFrom({ at, bytes }: Patterns, index: number): Patterns {
  return { at: at + index * WORD_BYTES, bytes };
}

/** Tables from which Σ coefficients[k] over the set bits k of a pattern is looked up, byte by byte. */
export function lookUpTables(
  workspace: Workspace,
  { bytes }: Patterns,
  coefficients: readonly bigint[],
): Elements {
  const tables = workspace.zeros(TABLE * bytes);
  workspace.scoped(() => {
    const padding = new Array<bigint>(GROUP * bytes - coefficients.length).fill(0n);
    const from = workspace.fromIntegers([...coefficients, ...padding]);
    for (let p = 0; p < bytes; p++) {
      workspace.wasm.subsetSums(
        tables.at + TABLE * LIMB_BYTES * p,
        from.at + GROUP * LIMB_BYTES * p,
        GROUP,
      );
    }
  });
  return tables;
}

/**
 * sums[j · (bits − 1) + k − 1] ← + Σ_i (digit k of pattern j·columns + i) · generators[i], over all rows j and digits k ≥ 1, for the
 * eight columns from `first` on.
 */
export function addPlanes(
  { arena, wasm }: Workspace,
  sums: number,
  generators: Summands,
  { at }: Patterns,
  { first, columns, rows, bits }: { first: number; columns: number; rows: number; bits: number },
): void {
  arena.scoped(() => {
    const extended = arena.take(TABLE * EXTENDED_BYTES);
    const table = arena.take(TABLE * AFFINE_BYTES);
    wasm.subsetPoints(extended, generators.at + first * AFFINE_BYTES);
    wasm.toAffine(table, extended, TABLE, arena.take(TABLE * LIMB_BYTES));
    wasm.addPlanes(sums, table, at + first * WORD_BYTES, columns * WORD_BYTES, rows, bits);
  });
}

/** A histogram over two bytes of patterns, weighted: its sums lie at `at`, one for each value of both bytes. */
export interface Histogram {
  readonly at: number;
  readonly lower: number;
  readonly upper: number;
  /** Bits of the values: 8 where there is one byte only, else 16. */
  readonly bits: number;
}

/** An empty histogram over the bytes `lower` and `upper`; a byte that is not in use has to be zero in every pattern. */
export function takeHistogram(
  { arena }: Workspace,
  lower: number,
  upper: number,
  bits: number,
): Histogram {
  return { at: arena.take(SUM_BYTES * 2 ** bits), lower, upper, bits };
}

/** Adds the patterns of a row, pattern i with the weight rowWeight · columnWeights[i]. */
export function addRow(
  { wasm }: Workspace,
  { at, lower, upper }: Histogram,
  row: Patterns,
  count: number,
  rowWeight: Elements,
  columnWeights: Elements,
): void {
  wasm.addToHistogram(at, row.at, rowWeight.at, columnWeights.at, count, lower, upper);
}

/** The matrix of Σ weight · (digit k) · (digit l) for k ≤ l < bits, at index k · bits + l. */
export function gramMatrix(workspace: Workspace, { at, bits }: Histogram): bigint[] {
  return workspace.scoped(() => {
    const gram = workspace.sums(bits * bits);
    workspace.wasm.gramMatrix(gram, at, bits);
    return workspace.readSums(gram, bits * bits);
  });
}
