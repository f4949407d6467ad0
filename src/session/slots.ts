import type { SlotLayout } from '../kernel/kernel.ts';
import { MAX_BOUND } from './encodings/index.ts';

/**
 * Number of bits of an element of F_ℓ that slots may fill: the sign of a packed sum is readable as
 * long as |sum| < 2^249.
 */
const ELEMENT_BITS = 249;

/** Number of bits of a non-negative safe integer. Exact, whereas a logarithm would round. */
function bitLength(value: number): number {
  return value === 0 ? 0 : value.toString(2).length;
}

/**
 * The slot layout for sums of n inputs within ±B: a slot has the bits of n·B, one for the sign, and
 * one spare.
 *
 * @param clients - n, 1 to 2^20
 * @param bound - B, 1 to {@link MAX_BOUND}
 */
export function slotLayout(clients: number, bound: number): SlotLayout {
  const slotBits = bitLength(clients * bound) + 2;
  return { slotBits, slotsPerElement: Math.floor(ELEMENT_BITS / slotBits) };
}

/** Why inputs with this bound cannot be summed, with the calculation, or `undefined`. */
export function overflowProblem(clients: number, bound: number): string | undefined {
  if (bound <= MAX_BOUND) return undefined;
  const bits = bitLength(clients * bound) + 2;
  return (
    `n · B = ${clients} · ${bound} = ${clients * bound} needs ${bits} bits with sign and spare, and one input over ` +
    `${MAX_BOUND} does not fit its 32 bits; choose B ≤ ${MAX_BOUND}, for instance by a coarser scale`
  );
}

/**
 * Bytes for each coordinate in a published sum: a two's complement integer of the size of a slot.
 */
export function sumBytesPerCoordinate(layout: SlotLayout): number {
  return Math.ceil(layout.slotBits / 8);
}
