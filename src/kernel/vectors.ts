/** Vectors over F_ℓ: packing, unpacking and sums, copied through WebAssembly memory in pieces. */
import type { Arena } from './arena.ts';
import { countElements, requireArgument, expectKind, expectLayout } from './check.ts';
import { ELEMENT_BYTES, type SlotLayout } from './kernel.ts';

/** Number of elements processed at once. */
const PIECE = 4096;

const INT32_BYTES = 4;
const FLOAT_BYTES = 8;

/** The bytes of a typed array, as a view. */
function bytesOf(values: Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** @see Kernel.pack */
export function pack(arena: Arena, values: Int32Array, layout: SlotLayout): Uint8Array {
  expectLayout(layout);
  expectKind(values, 'Int32Array', 'values');
  const { slotBits, slotsPerElement } = layout;
  const packed = new Uint8Array(Math.ceil(values.length / slotsPerElement) * ELEMENT_BYTES);
  return arena.during(() => {
    const most = Math.min(values.length, PIECE * slotsPerElement);
    const from = arena.take(most * INT32_BYTES);
    const to = arena.take(Math.ceil(most / slotsPerElement) * ELEMENT_BYTES);
    for (let start = 0, at = 0; start < values.length; start += most) {
      const piece = values.subarray(start, start + most);
      const size = Math.ceil(piece.length / slotsPerElement) * ELEMENT_BYTES;
      arena.view(from, piece.byteLength).set(bytesOf(piece));
      arena.wasm.pack(to, from, piece.length, slotBits, slotsPerElement);
      packed.set(arena.view(to, size), at);
      at += size;
    }
    return packed;
  });
}

/** The element with 2^(w−1) in each slot. */
function slotBias({ slotBits, slotsPerElement }: SlotLayout): Uint8Array {
  const bias = new Uint8Array(ELEMENT_BYTES);
  for (let slot = 0; slot < slotsPerElement; slot++) {
    const bit = slotBits * (slot + 1) - 1;
    bias[bit >> 3]! |= 1 << (bit & 7);
  }
  return bias;
}

/** @see Kernel.unpack */
export function unpack(
  arena: Arena,
  elements: Uint8Array,
  length: number,
  layout: SlotLayout,
): Float64Array | undefined {
  expectLayout(layout);
  const { slotBits, slotsPerElement } = layout;
  const count = countElements(elements, 'a vector');
  requireArgument(
    Number.isSafeInteger(length) && length >= 0 && Math.ceil(length / slotsPerElement) === count,
    `${count} elements to hold ${length} coordinates, ${slotsPerElement} each`,
  );
  const sums = new Float64Array(length);
  return arena.during(() => {
    const bias = arena.put(slotBias(layout));
    const most = Math.min(length, PIECE * slotsPerElement);
    const from = arena.take(Math.ceil(most / slotsPerElement) * ELEMENT_BYTES);
    const to = arena.take(most * FLOAT_BYTES);
    for (let start = 0, at = 0; start < length; start += most) {
      const size = Math.min(most, length - start);
      const bytes = Math.ceil(size / slotsPerElement) * ELEMENT_BYTES;
      arena.view(from, bytes).set(elements.subarray(at, at + bytes));
      if (arena.wasm.unpack(to, from, size, slotBits, slotsPerElement, bias) === 0) {
        return undefined;
      }
      sums.set(new Float64Array(arena.wasm.memory.buffer, to, size), start);
      at += bytes;
    }
    return sums;
  });
}

/** @see Kernel.areCanonical */
export function areCanonical(arena: Arena, elements: Uint8Array): boolean {
  const bytes = countElements(elements, 'a vector') * ELEMENT_BYTES;
  return arena.during(() => {
    const most = Math.min(bytes, PIECE * ELEMENT_BYTES);
    const from = arena.take(most);
    for (let start = 0; start < bytes; start += most) {
      const piece = elements.subarray(start, start + most);
      arena.view(from, piece.length).set(piece);
      if (arena.wasm.areCanonical(from, piece.length / ELEMENT_BYTES) === 0) return false;
    }
    return true;
  });
}

/** @see Kernel.add */
export function add(arena: Arena, into: Uint8Array, from: Uint8Array): void {
  combine(arena, into, from, (sums, addends, count) => {
    arena.wasm.addElements(sums, addends, count);
    return true;
  });
}

/** @see Kernel.addIfCanonical */
export function addIfCanonical(arena: Arena, into: Uint8Array, from: Uint8Array): boolean {
  const added = combine(
    arena,
    into,
    from,
    (sums, addends, count) => arena.wasm.addCanonical(sums, addends, count) !== 0,
  );
  if (added === into.length) return true;
  combine(arena, into.subarray(0, added), from.subarray(0, added), (sums, addends, count) => {
    arena.wasm.subtractElements(sums, addends, count);
    return true;
  });
  return false;
}

/**
 * Changes `into` piece by piece, as long as `change` returns true. Returns the number of bytes
 * changed.
 */
function combine(
  arena: Arena,
  into: Uint8Array,
  from: Uint8Array,
  change: (into: number, from: number, count: number) => boolean,
): number {
  const bytes = countElements(into, 'a vector') * ELEMENT_BYTES;
  expectKind(from, 'Uint8Array', 'a vector');
  requireArgument(
    from.length === bytes,
    `vectors of one length, not of ${bytes} and ${from.length} bytes`,
  );
  return arena.during(() => {
    const most = Math.min(bytes, PIECE * ELEMENT_BYTES);
    const sums = arena.take(most);
    const addends = arena.take(most);
    for (let start = 0; start < bytes; start += most) {
      const piece = into.subarray(start, start + most);
      arena.view(sums, piece.length).set(piece);
      arena.view(addends, piece.length).set(from.subarray(start, start + most));
      if (!change(sums, addends, piece.length / ELEMENT_BYTES)) return start;
      piece.set(arena.view(sums, piece.length));
    }
    return bytes;
  });
}
