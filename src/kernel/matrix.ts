/** Linear combinations of vectors over F_ℓ: products of matrices, in tiles of columns. */
import type { Arena } from './arena.ts';
import { ELEMENT_BYTES, type WorkOptions } from './kernel.ts';
import { Pace } from './pace.ts';
import { LIMB_BYTES } from './layout.ts';
import { add } from './vectors.ts';

/** The most vectors that one reduction serves; more are combined in groups, and the results added. */
const MOST_TOGETHER = 1024;

/** About the bytes of what one tile holds, in limbs: it fits a core's cache. */
const TILE_BYTES = 2 ** 18;

/** About the costs, in microseconds, of one product, of one reduction and of reading an element. */
const PRODUCT_COST = 0.035;
const REDUCTION_COST = 0.2;
const READ_COST = 0.02;

/** Coefficients and vectors; all canonical, `count` vectors of one length. */
export interface Combination {
  /** Row by row, one coefficient for each vector. */
  readonly coefficients: Uint8Array;
  /** The vectors, one after another. */
  readonly vectors: Uint8Array;
  readonly count: number;
}

/** @see Kernel.combine. This call has exclusive use of `arena` until the promise settles. */
export async function combine(
  arena: Arena,
  home: Arena,
  { coefficients, vectors, count }: Combination,
  options?: WorkOptions,
): Promise<Uint8Array> {
  const rows = coefficients.length / ELEMENT_BYTES / count;
  const length = vectors.length / ELEMENT_BYTES / count;
  const perColumn = count * (rows * PRODUCT_COST + READ_COST) + rows * REDUCTION_COST;
  const pace = new Pace(options, length * perColumn);
  const result = new Uint8Array(rows * length * ELEMENT_BYTES);
  for (let first = 0; first < count; first += MOST_TOGETHER) {
    const group = { first, inner: Math.min(count - first, MOST_TOGETHER), count, rows, length };
    const into = first === 0 ? result : new Uint8Array(result.length);
    await multiplyGroup(arena, group, coefficients, vectors, into, pace);
    arena.release();
    if (into !== result) add(home, result, into);
  }
  pace.finish();
  return result;
}

interface Group {
  readonly first: number;
  readonly inner: number;
  readonly count: number;
  readonly rows: number;
  readonly length: number;
}

/** The vectors `first` … `first` + `inner` − 1, with their coefficients. */
async function multiplyGroup(
  arena: Arena,
  { first, inner, count, rows, length }: Group,
  coefficients: Uint8Array,
  vectors: Uint8Array,
  into: Uint8Array,
  pace: Pace,
): Promise<void> {
  const { wasm } = arena;
  const width = Math.max(
    1,
    Math.min(length, Math.floor(TILE_BYTES / (Math.max(inner, rows) * LIMB_BYTES))),
  );
  const left = arena.take(rows * inner * LIMB_BYTES);
  const right = arena.take(inner * width * LIMB_BYTES);
  const bytes = arena.take(Math.max(inner, rows) * width * ELEMENT_BYTES);
  for (let row = 0; row < rows; row++) {
    const start = (row * count + first) * ELEMENT_BYTES;
    arena.scoped(() => {
      const from = arena.put(coefficients.subarray(start, start + inner * ELEMENT_BYTES));
      wasm.enterOrder(left + row * inner * LIMB_BYTES, from, inner);
    });
  }
  for (let at = 0; at < length; at += width) {
    const columns = Math.min(width, length - at);
    const size = columns * ELEMENT_BYTES;
    for (let k = 0; k < inner; k++) {
      const start = ((first + k) * length + at) * ELEMENT_BYTES;
      arena.view(bytes + k * size, size).set(vectors.subarray(start, start + size));
    }
    wasm.transpose(right, bytes, inner, columns);
    wasm.multiplyMatrices(bytes, left, rows, right, inner, columns);
    for (let row = 0; row < rows; row++) {
      into.set(arena.view(bytes + row * size, size), (row * length + at) * ELEMENT_BYTES);
    }
    await pace.step(columns * (inner * (rows * PRODUCT_COST + READ_COST) + rows * REDUCTION_COST));
  }
}
