/** Row commitments on one thread. */
import { Accumulator } from './accumulator.ts';
import type { Arena } from './arena.ts';
import { ELEMENT_BYTES, POINT_BYTES, type WorkOptions } from './kernel.ts';
import { Pace } from './pace.ts';
import { AFFINE_BYTES, EXTENDED_BYTES, LIMB_BYTES, TABLE_BYTES } from './layout.ts';
import { windowsForElements, windowsForValues, type Windows } from './windows.ts';

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
  /** Coordinates, or canonical elements of 32 bytes each. */
  readonly values: Int32Array | Uint8Array;
  readonly blinders: Uint8Array;
  readonly rowLength: number;
  /** H, then G_0, …, 64 bytes each. */
  readonly generators: Uint8Array;
  /** An upper bound of the magnitude of values; `undefined` for elements. */
  readonly most: number | undefined;
}

/** Places of the array of values that one of them takes. */
export function placesOf({ most }: Pick<CommitInput, 'most'>): number {
  return most === undefined ? ELEMENT_BYTES : 1;
}

/** How many values there are. */
export function countOf(input: Pick<CommitInput, 'most' | 'values'>): number {
  return input.values.length / placesOf(input);
}

function windowsOf(count: number, { most }: CommitInput): Windows {
  return most === undefined ? windowsForElements(count) : windowsForValues(count, most);
}

/** Number of additions for one row. */
function additions(count: number, { bits, windows }: Windows): number {
  return windows * (count + 2 ** bits + bits);
}

/** Approximate cost in microseconds. */
export function commitCost(input: CommitInput): number {
  const total = countOf(input);
  const rows = Math.ceil(total / input.rowLength);
  const width = Math.min(total, input.rowLength, COLUMN_PIECE);
  const pieces = total / Math.max(width, 1);
  const row = additions(width, windowsOf(width, input)) * ADDITION_COST;
  return rows * BLINDER_COST + pieces * row;
}

/** @see Kernel.commitRows and Kernel.commitElements. This call has exclusive use of the arena until the promise settles. */
export async function commitRows(
  arena: Arena,
  input: CommitInput,
  options?: WorkOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { values, blinders, rowLength, generators, most } = input;
  const { wasm } = arena;
  const pace = new Pace(options, commitCost(input));
  const total = countOf(input);
  const size = most === undefined ? ELEMENT_BYTES : INT32_BYTES;
  const rows = Math.ceil(total / rowLength);
  const columns = Math.min(total, rowLength);
  const width = Math.min(columns, COLUMN_PIECE);
  const height = Math.min(rows, ROW_PIECE);
  const windows = windowsOf(width, input);
  const commitments = new Uint8Array(rows * POINT_BYTES);
  if (rows === 0) return commitments;

  const table = arena.take(TABLE_BYTES);
  const sums = arena.take(height * EXTENDED_BYTES);
  const products = arena.take(height * LIMB_BYTES);
  const points = arena.take(width * AFFINE_BYTES);
  const digits = arena.take(width * windows.windows * DIGIT_BYTES);
  const accumulator = new Accumulator(arena, width, windows);
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
    accumulator.use(points, count);
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
        const count = Math.min(across, total - start);
        if (count <= 0) break;
        put(new Uint8Array(values.buffer, values.byteOffset + start * size, count * size));
        if (most === undefined) {
          wasm.recodeElements(digits, bytes, count, windows.bits, windows.windows);
        } else {
          wasm.recodeValues(digits, bytes, count, windows.bits, windows.windows);
        }
        accumulator.addProducts(sums + j * EXTENDED_BYTES, digits, count);
        await pace.step(additions(count, windows) * ADDITION_COST);
      }
    }
    wasm.writePoints(bytes, sums, block, products);
    commitments.set(arena.view(bytes, block * POINT_BYTES), top * POINT_BYTES);
  }
  pace.finish();
  return commitments;
}
