/** Row commitments on one thread. */
import type { Arena } from './arena.ts';
import { ELEMENT_BYTES, POINT_BYTES, type WorkOptions } from './kernel.ts';
import { Pace } from './pace.ts';
import { AFFINE_BYTES, EXTENDED_BYTES, LIMB_BYTES, TABLE_BYTES } from './wasm.ts';
import { windowsForValues, type Windows } from './windows.ts';

/** Number of rows whose sums, and of columns whose generators, are in memory at once. */
const ROW_PIECE = 1024;
const COLUMN_PIECE = 8192;

const INT32_BYTES = 4;
const DIGIT_BYTES = 2;

/** Approximate costs of an addition, a blinder and decoding a generator, in microseconds. */
const ADDITION_COST = 0.5;
const BLINDER_COST = 160;
const GENERATOR_COST = 0.3;

/**
 * Input of a commitment. Lengths agree: one blinder for each row, and one generator for each column
 * after H.
 */
export interface CommitInput {
  readonly values: Int32Array;
  readonly blinders: Uint8Array;
  readonly rowLength: number;
  /** H, then G_0, …, 64 bytes each. */
  readonly generators: Uint8Array;
  /** An upper bound of the magnitude of values. */
  readonly most: number;
}

/** Number of additions for one row. */
function additions(count: number, { bits, windows }: Windows): number {
  return windows * (count + 2 ** bits + bits);
}

/** Approximate cost in microseconds. */
export function commitCost({ values, rowLength, most }: CommitInput): number {
  const rows = Math.ceil(values.length / rowLength);
  const width = Math.min(values.length, rowLength, COLUMN_PIECE);
  const pieces = values.length / Math.max(width, 1);
  const row = additions(width, windowsForValues(width, most)) * ADDITION_COST;
  return rows * BLINDER_COST + pieces * row;
}

/** @see Kernel.commitRows. This call has exclusive use of the arena until the promise settles. */
export async function commitRows(
  arena: Arena,
  input: CommitInput,
  options?: WorkOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { values, blinders, rowLength, generators, most } = input;
  const { wasm } = arena;
  const pace = new Pace(options, commitCost(input));
  const rows = Math.ceil(values.length / rowLength);
  const columns = Math.min(values.length, rowLength);
  const width = Math.min(columns, COLUMN_PIECE);
  const height = Math.min(rows, ROW_PIECE);
  const windows = windowsForValues(width, most);
  const commitments = new Uint8Array(rows * POINT_BYTES);
  if (rows === 0) return commitments;

  const table = arena.take(TABLE_BYTES);
  const sums = arena.take(height * EXTENDED_BYTES);
  const products = arena.take(height * LIMB_BYTES);
  const points = arena.take(width * AFFINE_BYTES);
  const digits = arena.take(width * windows.windows * DIGIT_BYTES);
  const buckets = arena.take((2 ** (windows.bits - 1) + 1) * EXTENDED_BYTES);
  // One buffer for all copies in and out: generators, coordinates, a blinder, commitments.
  const bytes = arena.take(Math.max(width, height) * POINT_BYTES);

  const put = (source: Uint8Array): void => {
    arena.view(bytes, source.length).set(source);
  };
  put(generators.subarray(0, POINT_BYTES));
  wasm.prepareTable(table, bytes);

  let loaded = -1;
  const loadGenerators = (first: number, count: number): void => {
    if (loaded === first) return;
    put(generators.subarray((1 + first) * POINT_BYTES, (1 + first + count) * POINT_BYTES));
    wasm.readAffine(points, bytes, count);
    loaded = first;
  };

  for (let top = 0; top < rows; top += height) {
    const block = Math.min(height, rows - top);
    wasm.setIdentities(sums, block);
    for (let j = 0; j < block; j++) {
      put(blinders.subarray((top + j) * ELEMENT_BYTES, (top + j + 1) * ELEMENT_BYTES));
      wasm.addBlinder(sums + j * EXTENDED_BYTES, table, bytes);
      await pace.step(BLINDER_COST);
    }
    for (let first = 0; first < columns; first += width) {
      const across = Math.min(width, columns - first);
      loadGenerators(first, across);
      await pace.step(across * GENERATOR_COST);
      for (let j = 0; j < block; j++) {
        const start = (top + j) * rowLength + first;
        const count = Math.min(across, values.length - start);
        if (count <= 0) break;
        const part = new Uint8Array(
          values.buffer,
          values.byteOffset + start * INT32_BYTES,
          count * INT32_BYTES,
        );
        put(part);
        wasm.recodeValues(digits, bytes, count, windows.bits, windows.windows);
        const sum = sums + j * EXTENDED_BYTES;
        wasm.accumulate(sum, points, digits, count, windows.bits, windows.windows, buckets);
        await pace.step(additions(count, windows) * ADDITION_COST);
      }
    }
    wasm.writePoints(bytes, sums, block, products);
    commitments.set(arena.view(bytes, block * POINT_BYTES), top * POINT_BYTES);
  }
  pace.finish();
  return commitments;
}
