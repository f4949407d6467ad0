/**
 * Multi-scalar multiplication with full-size public scalars, in variable time, as used by
 * verifiers.
 */
import { Accumulator } from './accumulator.ts';
import type { Arena } from './arena.ts';
import { ELEMENT_BYTES, POINT_BYTES } from './kernel.ts';
import { Pace } from './pace.ts';
import { AFFINE_BYTES, EXTENDED_BYTES, LIMB_BYTES } from './layout.ts';
import { windowsForElements } from './windows.ts';

/** Number of terms that share the buckets. */
const PIECE = 16384;

const DIGIT_BYTES = 2;
const ADDITION_COST = 0.5;

/**
 * This call has exclusive use of the arena until the promise settles.
 *
 * @see Kernel.multiScalarMultiply
 */
export async function multiScalarMultiply(
  arena: Arena,
  points: Uint8Array,
  scalars: Uint8Array,
): Promise<Uint8Array> {
  const { wasm } = arena;
  const total = points.length / POINT_BYTES;
  const width = Math.min(total, PIECE);
  const choice = windowsForElements(width);
  const { bits, windows } = choice;
  const pace = new Pace(undefined, 1);

  const sum = arena.take(EXTENDED_BYTES);
  const summands = arena.take(width * AFFINE_BYTES);
  const digits = arena.take(width * windows * DIGIT_BYTES);
  const accumulator = new Accumulator(arena, width, choice);
  const products = arena.take(LIMB_BYTES);
  const bytes = arena.take(Math.max(width, 1) * POINT_BYTES);

  wasm.setIdentities(sum, 1);
  for (let start = 0; start < total; start += width) {
    const part = points.subarray(start * POINT_BYTES, (start + width) * POINT_BYTES);
    const count = part.length / POINT_BYTES;
    arena.view(bytes, part.length).set(part);
    wasm.readAffine(summands, bytes, count);
    accumulator.use(summands, count);
    arena
      .view(bytes, count * ELEMENT_BYTES)
      .set(scalars.subarray(start * ELEMENT_BYTES, (start + count) * ELEMENT_BYTES));
    wasm.recodeElements(digits, bytes, count, bits, windows);
    accumulator.addProducts(sum, digits, count);
    await pace.step(windows * (count + 2 ** bits) * ADDITION_COST);
  }
  wasm.writePoints(bytes, sum, 1, products);
  return arena.copy(bytes, POINT_BYTES);
}
