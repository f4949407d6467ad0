/**
 * Patterns of binary digits in a workspace, one 32-bit word for each value, and what proofs compute
 * from them.
 */
import { AFFINE_BYTES, EXTENDED_BYTES, LIMB_BYTES, SUM_BYTES } from '../layout.ts';
import type { Summands } from './points.ts';
import type { Elements, Workspace } from './workspace.ts';

const WORD_BYTES = 4;
const TABLE = 256;

/** Number of generators whose subset sums make one table. */
const GROUP = 8;

/**
 * Digits of values: pattern i is at address `at` + 4·i and uses `bytes` of its four bytes. Two zero
 * words follow the last.
 */
export interface Patterns {
  readonly at: number;
  readonly bytes: number;
}

/** Allocates `count` 32-bit words, followed by two zero words. */
export function takeWords({ arena }: Workspace, count: number): number {
  return arena.take((count + 2) * WORD_BYTES);
}

/** A view of the 32-bit words at an address, valid until the next allocation. */
export function words({ wasm }: Workspace, at: number, count: number): Int32Array {
  return new Int32Array(wasm.memory.buffer, at, count);
}

/** The patterns from an index on. */
export function patternsFrom({ at, bytes }: Patterns, index: number): Patterns {
  return { at: at + index * WORD_BYTES, bytes };
}

/** Tables for looking up Σ coefficients[k] over the set bits k of a pattern, byte by byte. */
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

/** The digit planes that are summed, and the columns over which. */
export interface PlaneColumns {
  /** The first of eight columns. */
  readonly first: number;
  readonly columns: number;
  readonly rows: number;
  /** The first digit that has a sum. */
  readonly least: number;
  readonly bits: number;
}

/**
 * Adds Σ_i (digit k of pattern j·columns + i) · generators[i] to sums[j · (bits − least) + k −
 * least], for all rows j and digits k ≥ least, over the eight columns that begin at `first`.
 */
export function addPlanes(
  { arena, wasm }: Workspace,
  sums: number,
  generators: Summands,
  { at }: Patterns,
  { first, columns, rows, least, bits }: PlaneColumns,
): void {
  arena.scoped(() => {
    const extended = arena.take(TABLE * EXTENDED_BYTES);
    const table = arena.take(TABLE * AFFINE_BYTES);
    wasm.subsetPoints(extended, generators.at + first * AFFINE_BYTES);
    wasm.toAffine(table, extended, TABLE, arena.take(TABLE * LIMB_BYTES));
    const patterns = at + first * WORD_BYTES;
    wasm.addPlanes(sums, table, patterns, columns * WORD_BYTES, rows, least, bits);
  });
}

/**
 * A weighted histogram over two bytes of patterns: one sum for each value of both bytes, from
 * address `at` on.
 */
export interface Histogram {
  readonly at: number;
  readonly lower: number;
  readonly upper: number;
  /** Number of bits in a value: 16, or 8 if patterns use one byte. */
  readonly bits: number;
}

/**
 * Allocates an empty histogram over the bytes `lower` and `upper`. An unused byte must be zero in
 * every pattern.
 */
export function takeHistogram(
  { arena }: Workspace,
  lower: number,
  upper: number,
  bits: number,
): Histogram {
  return { at: arena.take(SUM_BYTES * 2 ** bits), lower, upper, bits };
}

/** Adds the patterns of a row, pattern i with weight rowWeight · columnWeights[i]. */
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
