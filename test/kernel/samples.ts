/** Inputs for the kernel's tests: edge values, random ones, and points of every kind. */
import { babyjubjub } from '@noble/curves/misc.js';
import fc from 'fast-check';
import {
  BASE_FIELD_ORDER,
  ELEMENT_BYTES,
  FIELD_ORDER,
  POINT_BYTES,
  type SlotLayout,
} from '../../src/kernel/kernel.ts';

export const INT32_MIN: number = -(2 ** 31);
export const INT32_MAX: number = 2 ** 31 - 1;

/** Little-endian integers of 32 bytes each. */
export function integers(values: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(values.length * ELEMENT_BYTES);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    for (let word = 0; word < 4; word++) {
      const part = BigInt.asUintN(64, value >> BigInt(64 * word));
      view.setBigUint64(i * ELEMENT_BYTES + 8 * word, part, true);
    }
  });
  return bytes;
}

/** Points as bytes. */
export function points(list: readonly (readonly [bigint, bigint])[]): Uint8Array {
  return integers(list.flat());
}

/** The point at an index of a list. */
export function pointAt(list: Uint8Array, index: number): Uint8Array {
  return list.slice(index * POINT_BYTES, (index + 1) * POINT_BYTES);
}

/** The identity. */
export const IDENTITY: Uint8Array = points([[0n, 1n]]);

/** −P for each point. */
export function negated(list: Uint8Array): Uint8Array {
  const result = list.slice();
  for (let at = 0; at < list.length; at += POINT_BYTES) {
    let x = 0n;
    for (let i = ELEMENT_BYTES - 1; i >= 0; i--) x = (x << 8n) | BigInt(list[at + i]!);
    result.set(integers([x === 0n ? 0n : BASE_FIELD_ORDER - x]), at);
  }
  return result;
}

/** The generator of ERC-2494, of order 8·ℓ. (The library's own base point is eight times it, of order ℓ.) */
const FULL_ORDER = {
  x: 995203441582195749578291179787384436505546430278305826713579947235728471134n,
  y: 5472060717959818805561601436314318772137091100104008585924551046643952123905n,
};

/** All eight points of order dividing 8, from ℓ times a point of full order: the i-th is i times a point of order 8. */
export function smallOrderPoints(): Uint8Array {
  const { Point } = babyjubjub;
  const full = Point.fromAffine(FULL_ORDER);
  const eighth = full.multiplyUnsafe(FIELD_ORDER - 1n).add(full);
  const list: [bigint, bigint][] = [];
  for (let i = 0, point = Point.ZERO; i < 8; i++, point = point.add(eighth)) {
    const { x, y } = point.toAffine();
    list.push([x, y]);
  }
  return points(list);
}

/** Elements of F_ℓ, with those at the edges often. */
export const element: fc.Arbitrary<bigint> = fc.oneof(
  fc.constantFrom(0n, 1n, 2n, FIELD_ORDER - 1n, FIELD_ORDER - 2n, FIELD_ORDER / 2n, 1n << 249n),
  fc.bigInt({ min: 0n, max: FIELD_ORDER - 1n }),
);

/** Vectors over F_ℓ. */
export function vector(minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> {
  return fc.array(element, { minLength, maxLength }).map(integers);
}

/** Coordinates, with the ends of Int32 often. */
export const coordinate: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1, -1, INT32_MIN, INT32_MAX, 32767, -32768, 128, -128, 127),
  fc.integer({ min: INT32_MIN, max: INT32_MAX }),
  fc.integer({ min: -32768, max: 32767 }),
);

/** Layouts of slots. */
export const layout: fc.Arbitrary<SlotLayout> = fc
  .integer({ min: 3, max: 63 })
  .chain((slotBits) =>
    fc
      .integer({ min: 1, max: Math.floor(249 / slotBits) })
      .map((slotsPerElement) => ({ slotBits, slotsPerElement })),
  );

/** Numbers that look random and are the same in every run. */
export function* sequence(seed: number): Generator<number, never> {
  for (let state = seed >>> 0; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state;
  }
}

/** `count` canonical elements that look random. */
export function someElements(count: number, seed: number): Uint8Array {
  const numbers = sequence(seed);
  const bytes = new Uint8Array(count * ELEMENT_BYTES).map(() => numbers.next().value >>> 24);
  // Below 2^250, so below ℓ.
  for (let at = ELEMENT_BYTES - 1; at < bytes.length; at += ELEMENT_BYTES) bytes[at]! &= 3;
  return bytes;
}

/** `count` coordinates of `bits` bits, sign included, that look random. */
export function someValues(count: number, bits: number, seed: number): Int32Array {
  const numbers = sequence(seed);
  return new Int32Array(count).map(() => (numbers.next().value | 0) >> (32 - bits));
}

/** Whether two arrays hold the same bytes: far quicker than a matcher where there are many. */
export function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
