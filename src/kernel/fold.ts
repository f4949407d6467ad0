/** Folding of rows with powers of a challenge. */
import type { Arena } from './arena.ts';
import { countElements, requireArgument, expectKind, expectRowLength } from './check.ts';
import { ELEMENT_BYTES } from './kernel.ts';
import { COLUMNS_BYTES, LIMB_BYTES } from './layout.ts';

/** Number of sums accumulated at once, and of values copied at once. */
const COLUMN_PIECE = 16384;
const VALUE_PIECE = 131072;

const FLOAT_BYTES = 8;

/** @see Kernel.foldRows */
export function foldRows(
  arena: Arena,
  values: Float64Array,
  rowLength: number,
  challenge: Uint8Array,
): Uint8Array {
  expectRowLength(rowLength);
  expectKind(values, 'Float64Array', 'values');
  requireArgument(countElements(challenge, 'a challenge') === 1, 'a challenge of one element');
  const { wasm } = arena;
  const total = Math.min(values.length, rowLength);
  const folded = new Uint8Array(total * ELEMENT_BYTES);
  return arena.during(() => {
    const challengeBytes = arena.put(challenge);
    requireArgument(wasm.areCanonical(challengeBytes, 1) !== 0, 'a canonical challenge');
    const power = arena.take(LIMB_BYTES);
    const factor = arena.take(LIMB_BYTES);
    const width = Math.min(total, COLUMN_PIECE);
    const columns = arena.take(width * COLUMNS_BYTES);
    const from = arena.take(Math.min(values.length, Math.max(width, VALUE_PIECE)) * FLOAT_BYTES);
    const out = arena.take(width * ELEMENT_BYTES);

    const addRows = (part: Float64Array, rows: number, count: number): void => {
      new Float64Array(wasm.memory.buffer, from, part.length).set(part);
      const exact = wasm.addRows(columns, power, factor, from, rows, count);
      requireArgument(exact !== 0, 'values that are integers of magnitude below 2^53');
    };

    for (let first = 0; first < total; first += width) {
      const count = Math.min(width, total - first);
      arena.view(columns, count * COLUMNS_BYTES).fill(0);
      wasm.startFold(power, factor, challengeBytes);
      for (let start = first; start < values.length;) {
        // Whole rows are processed together. A row that is wider than a piece, or shorter than the
        // others, is processed alone.
        const left = count === rowLength ? Math.floor((values.length - start) / rowLength) : 0;
        const rows = Math.min(left, Math.max(1, Math.floor(VALUE_PIECE / rowLength)));
        const part = values.subarray(start, start + Math.max(rows, 1) * count);
        addRows(part, Math.max(rows, 1), rows > 0 ? count : part.length);
        start += Math.max(rows, 1) * rowLength;
      }
      wasm.finishFold(out, columns, count);
      folded.set(arena.view(out, count * ELEMENT_BYTES), first * ELEMENT_BYTES);
    }
    return folded;
  });
}
