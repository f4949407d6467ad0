/** Σ scalar · element in ristretto255: public, in variable time. */
import type { Arena } from './arena.ts';
import { ELEMENT_BYTES, type WorkOptions } from './kernel.ts';
import { Pace } from './pace.ts';
import { AFFINE_BYTES, EXTENDED_BYTES } from './layout.ts';
import { type Windows, windowsForScalars } from './windows.ts';

/** Terms that share the buckets at once: with fewer, summing the buckets takes longer; with more, they need more memory. */
const PIECE = 131_072;

/** Up to so many terms, a table for each of them costs less than buckets do. */
const FEW = 64;

/** The windows for few terms, and how many multiples of each term are in its table. */
const FEW_WINDOWS: Windows = { bits: 4, windows: 63 };
const MULTIPLES = 2 ** (FEW_WINDOWS.bits - 1);

/** Encodings that are read between two looks at the clock. */
const STRETCH = 512;

const DIGIT_BYTES = 2;

/** About the costs in microseconds: of reading an encoding, of an addition, and of both for a term. */
const READING_COST = 12;
const ADDITION_COST = 0.4;
const TERM_COST = 22;

/** About the cost of a sum in microseconds. */
export function ristrettoCost(count: number): number {
  return count * TERM_COST;
}

/** @see Kernel.sumRistretto. This call has exclusive use of the arena until the promise settles. */
export async function sumRistretto(
  arena: Arena,
  encodings: Uint8Array,
  scalars: Uint8Array,
  options: WorkOptions,
): Promise<Uint8Array | undefined> {
  const { wasm } = arena;
  const total = encodings.length / ELEMENT_BYTES;
  const width = Math.min(total, PIECE);
  const few = total <= FEW;
  const { bits, windows } = few ? FEW_WINDOWS : windowsForScalars(width);
  const pace = new Pace(options, ristrettoCost(total));

  const sum = arena.take(EXTENDED_BYTES);
  const summands = arena.take(width * AFFINE_BYTES);
  const digits = arena.take(width * windows * DIGIT_BYTES);
  const room = arena.take((few ? width * MULTIPLES : 2 ** (bits - 1) + 1) * EXTENDED_BYTES);
  const bytes = arena.take(Math.max(width, 1) * ELEMENT_BYTES);

  wasm.setIdentity25519(sum);
  for (let start = 0; start < total; start += width) {
    const count = Math.min(width, total - start);
    const part = (list: Uint8Array): Uint8Array =>
      list.subarray(start * ELEMENT_BYTES, (start + count) * ELEMENT_BYTES);
    arena.view(bytes, count * ELEMENT_BYTES).set(part(encodings));
    for (let at = 0; at < count; at += STRETCH) {
      const some = Math.min(STRETCH, count - at);
      const valid = wasm.readRistretto(
        summands + at * AFFINE_BYTES,
        bytes + at * ELEMENT_BYTES,
        some,
      );
      if (valid === 0) return undefined;
      await pace.step(some * READING_COST);
    }
    arena.view(bytes, count * ELEMENT_BYTES).set(part(scalars));
    wasm.recodeScalars(digits, bytes, count, bits, windows);
    if (few) wasm.accumulateFew25519(sum, summands, digits, count, bits, windows, room);
    else wasm.accumulate25519(sum, summands, digits, count, bits, windows, room);
    await pace.step(windows * (count + 2 ** bits) * ADDITION_COST);
  }
  wasm.writeRistretto(bytes, sum);
  pace.finish();
  return arena.copy(bytes, ELEMENT_BYTES);
}
