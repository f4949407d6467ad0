/** Checks of arguments. A malformed argument throws a RangeError that says what was expected. */
import { typedArrayKind } from '../usage/typedArrays.ts';
import { ELEMENT_BYTES, POINT_BYTES, type SlotLayout } from './kernel.ts';

/** Maximum number of bits of all slots in one element. */
const ELEMENT_BITS = 249;

/**
 * Requires a condition.
 *
 * @throws RangeError that says what was expected
 */
export function requireArgument(condition: boolean, expected: string): asserts condition {
  if (!condition) throw new RangeError(`kernel: expected ${expected}`);
}

/** Requires a typed array of the given kind, of any realm. */
export function expectKind(
  vector: Uint8Array | Int32Array | Float64Array,
  kind: 'Uint8Array' | 'Int32Array' | 'Float64Array',
  what: string,
): void {
  requireArgument(typedArrayKind(vector) === kind, `${what} in a ${kind}`);
}

/** The number of elements in a vector, whose length must be a multiple of 32. */
export function countElements(elements: Uint8Array, what: string): number {
  expectKind(elements, 'Uint8Array', what);
  const count = elements.length / ELEMENT_BYTES;
  requireArgument(Number.isInteger(count), `${what} of whole elements of ${ELEMENT_BYTES} bytes`);
  return count;
}

/** The number of points in a list, whose length must be a multiple of 64. */
export function countPoints(points: Uint8Array, what: string): number {
  expectKind(points, 'Uint8Array', what);
  const count = points.length / POINT_BYTES;
  requireArgument(Number.isInteger(count), `${what} of whole points of ${POINT_BYTES} bytes`);
  return count;
}

/** Requires a valid slot layout. */
export function expectLayout({ slotBits, slotsPerElement }: SlotLayout): void {
  requireArgument(
    Number.isInteger(slotBits) && slotBits >= 3 && slotBits <= 63,
    `slotBits to be an integer from 3 to 63, not ${slotBits}`,
  );
  requireArgument(
    Number.isInteger(slotsPerElement) &&
      slotsPerElement >= 1 &&
      slotBits * slotsPerElement <= ELEMENT_BITS,
    `slotsPerElement to be at least 1 and at most ${ELEMENT_BITS} / ${slotBits}, not ${slotsPerElement}`,
  );
}

/** Requires a positive row length. */
export function expectRowLength(rowLength: number): void {
  requireArgument(
    Number.isSafeInteger(rowLength) && rowLength >= 1,
    `rowLength to be a positive integer, not ${rowLength}`,
  );
}
