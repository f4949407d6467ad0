/**
 * Validation of Ed25519 and ristretto255 encodings, and products in ristretto255, for identities
 * and key agreement.
 */
import type { Arena } from './arena.ts';
import { countElements, requireArgument } from './check.ts';
import { ELEMENT_BYTES } from './kernel.ts';

/** Number of encodings processed at once. */
const PIECE = 1024;

/** @see Kernel.areEd25519Keys */
export function areEd25519Keys(arena: Arena, encodings: Uint8Array): boolean {
  return areAll(arena, encodings, (from, count) => arena.wasm.areEd25519Keys(from, count));
}

/** @see Kernel.areRistrettoEncodings */
export function areRistrettoEncodings(arena: Arena, encodings: Uint8Array): boolean {
  return areAll(arena, encodings, (from, count) => arena.wasm.areRistrettoEncodings(from, count));
}

/** Whether every scalar is below L. */
export function areScalars25519(arena: Arena, scalars: Uint8Array): boolean {
  return areAll(arena, scalars, (from, count) => arena.wasm.areScalars25519(from, count));
}

function areAll(
  arena: Arena,
  encodings: Uint8Array,
  judge: (from: number, count: number) => number,
): boolean {
  countElements(encodings, 'encodings');
  return arena.during(() => {
    const most = Math.min(encodings.length, PIECE * ELEMENT_BYTES);
    const from = arena.take(most);
    for (let start = 0; start < encodings.length; start += most) {
      const piece = encodings.subarray(start, start + most);
      arena.view(from, piece.length).set(piece);
      if (judge(from, piece.length / ELEMENT_BYTES) === 0) return false;
    }
    return true;
  });
}

/** @see Kernel.multiplyRistretto */
export function multiplyRistretto(
  arena: Arena,
  encodings: Uint8Array,
  scalars: Uint8Array,
): Uint8Array | undefined {
  const total = countElements(encodings, 'encodings');
  requireArgument(countElements(scalars, 'scalars') === total, 'one scalar for each encoding');
  const result = new Uint8Array(encodings.length);
  const valid = arena.during(() => {
    const most = Math.min(encodings.length, PIECE * ELEMENT_BYTES);
    const [out, from, by] = [arena.take(most), arena.take(most), arena.take(most)];
    for (let start = 0; start < encodings.length; start += most) {
      const piece = encodings.subarray(start, start + most);
      arena.view(from, piece.length).set(piece);
      arena.view(by, piece.length).set(scalars.subarray(start, start + most));
      const count = piece.length / ELEMENT_BYTES;
      if (arena.wasm.multiplyRistretto(out, from, by, count) === 0) return false;
      result.set(arena.view(out, piece.length), start);
    }
    return true;
  });
  return valid ? result : undefined;
}

/** @see Kernel.multiplyRistrettoByEach */
export function multiplyRistrettoByEach(
  arena: Arena,
  encoding: Uint8Array,
  scalars: Uint8Array,
): Uint8Array | undefined {
  requireArgument(countElements(encoding, 'encodings') === 1, 'one encoding');
  countElements(scalars, 'scalars');
  const result = new Uint8Array(scalars.length);
  const valid = arena.during(() => {
    const most = Math.min(scalars.length, PIECE * ELEMENT_BYTES);
    const [out, from, by] = [arena.take(most), arena.put(encoding), arena.take(most)];
    // Runs once even without scalars, as the result includes whether the encoding is valid.
    for (let start = 0; start === 0 || start < scalars.length; start += most || 1) {
      const piece = scalars.subarray(start, start + most);
      arena.view(by, piece.length).set(piece);
      const count = piece.length / ELEMENT_BYTES;
      if (arena.wasm.multiplyRistrettoByEach(out, from, by, count) === 0) return false;
      result.set(arena.view(out, piece.length), start);
    }
    return true;
  });
  return valid ? result : undefined;
}
