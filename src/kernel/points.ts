/** Lists of points: validation, sums, clearing of the cofactor, and lifting of y coordinates. */
import type { Arena } from './arena.ts';
import { countElements, countPoints, requireArgument, expectKind } from './check.ts';
import { ELEMENT_BYTES, POINT_BYTES } from './kernel.ts';
import { EXTENDED_BYTES, LIMB_BYTES } from './layout.ts';

/** Number of points processed at once. */
const PIECE = 4096;

/** @see Kernel.areOnCurve */
export function areOnCurve(arena: Arena, points: Uint8Array): boolean {
  const bytes = countPoints(points, 'a list') * POINT_BYTES;
  return arena.during(() => {
    const most = Math.min(bytes, PIECE * POINT_BYTES);
    const from = arena.take(most);
    for (let start = 0; start < bytes; start += most) {
      const piece = points.subarray(start, start + most);
      arena.view(from, piece.length).set(piece);
      if (arena.wasm.areOnCurve(from, piece.length / POINT_BYTES) === 0) return false;
    }
    return true;
  });
}

/**
 * Lets `fill` compute extended points piece by piece, from index `start` on, and returns all of
 * them encoded.
 */
function collect(
  arena: Arena,
  total: number,
  fill: (extended: number, bytes: number, start: number, count: number) => void,
): Uint8Array {
  const result = new Uint8Array(total * POINT_BYTES);
  return arena.during(() => {
    const most = Math.min(total, PIECE);
    const extended = arena.take(most * EXTENDED_BYTES);
    const products = arena.take(most * LIMB_BYTES);
    const bytes = arena.take(most * POINT_BYTES);
    for (let start = 0; start < total; start += most) {
      const count = Math.min(most, total - start);
      fill(extended, bytes, start, count);
      arena.wasm.writePoints(bytes, extended, count, products);
      result.set(arena.view(bytes, count * POINT_BYTES), start * POINT_BYTES);
    }
    return result;
  });
}

/** Copies `count` points of a list, from index `start` on, to an address. */
function load(arena: Arena, to: number, list: Uint8Array, start: number, count: number): void {
  const part = list.subarray(start * POINT_BYTES, (start + count) * POINT_BYTES);
  arena.view(to, part.length).set(part);
}

/** @see Kernel.sumPoints */
export function sumPoints(arena: Arena, lists: readonly Uint8Array[]): Uint8Array {
  const [first] = lists;
  requireArgument(first !== undefined, 'at least one list of points');
  const total = countPoints(first, 'lists');
  requireArgument(
    lists.every((list) => countPoints(list, 'lists') === total),
    'lists of points of one length',
  );
  return collect(arena, total, (sums, bytes, start, count) => {
    arena.wasm.setIdentities(sums, count);
    for (const list of lists) {
      load(arena, bytes, list, start, count);
      arena.wasm.addPoints(sums, bytes, count);
    }
  });
}

/** @see Kernel.clearCofactor */
export function clearCofactor(arena: Arena, points: Uint8Array): Uint8Array {
  return collect(arena, countPoints(points, 'a list'), (extended, bytes, start, count) => {
    load(arena, bytes, points, start, count);
    arena.wasm.readExtended(extended, bytes, count);
    arena.wasm.timesEight(extended, count);
  });
}

/** @see Kernel.liftPoints */
export function liftPoints(arena: Arena, candidates: Uint8Array, parities: Uint8Array): Uint8Array {
  const total = countElements(candidates, 'candidates');
  expectKind(parities, 'Uint8Array', 'parities');
  requireArgument(parities.length === total, `one parity for each of ${total} candidates`);
  requireArgument(
    parities.every((parity) => parity <= 1),
    'parities of 0 or 1',
  );
  const result = new Uint8Array(total * POINT_BYTES);
  return arena.during(() => {
    const most = Math.min(total, PIECE);
    const heights = arena.take(most * ELEMENT_BYTES);
    const wanted = arena.take(most);
    const inverses = arena.take(most * LIMB_BYTES);
    const products = arena.take(most * LIMB_BYTES);
    const out = arena.take(most * POINT_BYTES);
    for (let start = 0; start < total; start += most) {
      const count = Math.min(most, total - start);
      const part = candidates.subarray(start * ELEMENT_BYTES, (start + count) * ELEMENT_BYTES);
      arena.view(heights, part.length).set(part);
      arena.view(wanted, count).set(parities.subarray(start, start + count));
      arena.view(out, count * POINT_BYTES).fill(0);
      const canonical = arena.wasm.liftPoints(out, heights, wanted, count, inverses, products);
      requireArgument(canonical !== 0, 'candidates below the order of the base field');
      result.set(arena.view(out, count * POINT_BYTES), start * POINT_BYTES);
    }
    return result;
  });
}
