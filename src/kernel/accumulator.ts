/**
 * Sums of products by buckets: additions two at a time where the engine allows it, and one at a time
 * elsewhere, with the same results.
 */
import type { Arena } from './arena.ts';
import { HALVED_BYTES, POINTS_BYTES } from './pairs.ts';
import { EXTENDED_BYTES } from './layout.ts';
import type { Windows } from './windows.ts';

/** Memory in an arena for sums of up to a fixed number of products. */
export class Accumulator {
  readonly #arena: Arena;
  readonly #windows: Windows;
  readonly #buckets: number;
  /** With pairs: the summands in the form that they need, and the total of each window. */
  readonly #halved: number;
  readonly #totals: number;
  #summands = 0;

  /**
   * Allocates the memory, which the arena releases.
   *
   * @param width - the largest number of products in a sum
   */
  constructor(arena: Arena, width: number, windows: Windows) {
    const paired = arena.pairs !== undefined;
    this.#arena = arena;
    this.#windows = windows;
    const slots = 2 ** (windows.bits - 1) + 1;
    this.#buckets = arena.take(slots * (paired ? POINTS_BYTES : EXTENDED_BYTES));
    this.#halved = arena.take(paired ? width * HALVED_BYTES : 0);
    this.#totals = arena.take(paired ? windows.windows * EXTENDED_BYTES : 0);
  }

  /** Takes the points of the sums that follow: `count` affine summands at an address. */
  use(summands: number, count: number): void {
    this.#summands = summands;
    this.#arena.pairs?.enterPairs(this.#halved, summands, count);
  }

  /**
   * sum ← sum + Σ_i scalar_i · points_i, for the first `count` points and digits as written by
   * `recodeValues` or `recodeElements`. Addresses in memory depend on digits: see assembly/msm.ts.
   */
  addProducts(sum: number, digits: number, count: number): void {
    const { wasm, pairs } = this.#arena;
    const { bits, windows } = this.#windows;
    if (pairs === undefined) {
      wasm.accumulate(sum, this.#summands, digits, count, bits, windows, this.#buckets);
      return;
    }
    pairs.sumWindows(this.#totals, this.#halved, digits, count, bits, windows, this.#buckets);
    wasm.addWindows(sum, this.#totals, bits, windows);
  }
}
