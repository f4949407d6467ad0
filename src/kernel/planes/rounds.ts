/**
 * Sum-check rounds over a table in a workspace: sums over its pairs, and its folding by a
 * challenge.
 */
import { LIMB_BYTES } from '../layout.ts';
import type { Patterns } from './digits.ts';
import type { Elements, Workspace } from './workspace.ts';

/** A table whose entries are looked up from digit patterns. */
export interface LookedUp {
  readonly patterns: Patterns;
  readonly tables: Elements;
}

/**
 * Two sums over the pairs of a table: the constant and the quadratic coefficient of a round
 * polynomial.
 */
export type PairSums = readonly [constant: bigint, quadratic: bigint];

/** Weights of pairs: that of pair m is low[m mod 2^lowBits] · high[m >> lowBits]. */
export interface PairWeights {
  readonly lowBits: number;
  readonly low: Elements;
  readonly high: Elements;
}

function collect(workspace: Workspace, add: (sums: number) => void): PairSums {
  return workspace.scoped(() => {
    const sums = workspace.sums(2);
    add(sums);
    const [constant, quadratic] = workspace.readSums(sums, 2);
    return [constant!, quadratic!];
  });
}

/** Σ weight · g0·(1 − g0) and Σ weight · (g1 − g0)², over the pairs in the ranges. */
export function evaluatePairs(
  workspace: Workspace,
  g: LookedUp | Elements,
  ranges: readonly (readonly [from: number, to: number])[],
  { lowBits, low, high }: PairWeights,
): PairSums {
  const { wasm } = workspace;
  return collect(workspace, (sums) => {
    for (const [from, to] of ranges) {
      if ('patterns' in g) {
        const { patterns, tables } = g;
        const { at, bytes } = patterns;
        wasm.evaluatePatterns(sums, at, tables.at, bytes, from, to, lowBits, low.at, high.at);
      } else {
        wasm.evaluateTable(sums, g.at, from, to, lowBits, low.at, high.at);
      }
    }
  });
}

/** Σ u0·g0 and Σ (u1 − u0)·(g1 − g0), over the pairs of u and as many of g from pair `first` on. */
export function multiplyPairs(
  workspace: Workspace,
  u: Elements,
  g: LookedUp | Elements,
  first: number,
): PairSums {
  const { wasm } = workspace;
  const pairs = Math.ceil(u.count / 2);
  return collect(workspace, (sums) => {
    if ('patterns' in g) {
      const { patterns, tables } = g;
      wasm.multiplyPatterns(sums, u.at, patterns.at + 8 * first, tables.at, patterns.bytes, pairs);
    } else {
      wasm.multiplyTables(sums, u.at, g.at + 2 * LIMB_BYTES * first, pairs);
    }
  });
}

/** Σ x0² and Σ (x1 − x0)², over the pairs of a table. */
export function squarePairs(workspace: Workspace, x: Elements): PairSums {
  return collect(workspace, (sums) => {
    workspace.wasm.squareTable(sums, x.at, Math.ceil(x.count / 2));
  });
}

/**
 * The exact sums Σ x0² and Σ (x1 − x0)² over the pairs of `count` 32-bit integers, and Σ x² over
 * all of them.
 */
export function squareIntegers(
  { arena, wasm }: Workspace,
  x: number,
  count: number,
): { readonly pairs: PairSums; readonly total: bigint } {
  return arena.scoped(() => {
    const words = arena.take(48);
    wasm.squareIntegers(words, x, Math.ceil(count / 2));
    const view = new DataView(wasm.memory.buffer, words, 48);
    const [constant, quadratic, upper] = [0, 16, 32].map(
      (at) => view.getBigUint64(at, true) + (view.getBigUint64(at + 8, true) << 32n),
    );
    return { pairs: [constant!, quadratic!], total: constant! + upper! };
  });
}

/**
 * Entry m ← entry 2m + r · (entry 2m + 1 − entry 2m). In place, or from patterns into a new table;
 * a zero element follows the result.
 */
export function foldPairs(
  workspace: Workspace,
  table: LookedUp | Elements,
  entries: number,
  r: bigint,
): Elements {
  const { wasm } = workspace;
  const count = Math.ceil(entries / 2);
  const folded =
    'patterns' in table ? { at: workspace.zeros(count + 2).at, count } : { at: table.at, count };
  workspace.scoped(() => {
    const factor = workspace.fromInteger(r).at;
    if ('patterns' in table) {
      const { patterns, tables } = table;
      wasm.foldPatterns(folded.at, patterns.at, tables.at, patterns.bytes, count, factor);
    } else {
      wasm.foldTable(folded.at, count, factor);
    }
  });
  clearBehind(workspace, folded);
  return folded;
}

/** As `foldPairs`, from 32-bit integers into a new table. */
export function foldIntegers(
  workspace: Workspace,
  x: number,
  entries: number,
  r: bigint,
): Elements {
  const count = Math.ceil(entries / 2);
  const folded = { at: workspace.zeros(count + 2).at, count };
  workspace.scoped(() => {
    workspace.wasm.foldIntegers(folded.at, x, count, workspace.enteringFactor(r).at);
  });
  return folded;
}

/**
 * Zeros the element behind the last entry, so that the next round does not read an old one as its
 * partner.
 */
function clearBehind({ arena }: Workspace, { at, count }: Elements): void {
  arena.view(at + count * LIMB_BYTES, LIMB_BYTES).fill(0);
}
