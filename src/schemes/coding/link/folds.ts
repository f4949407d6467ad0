/** Folds of what a link is about: rows of an input, sub-rows of a mask or payload. */
import { ELEMENT_BYTES, type Kernel } from '../../../kernel/kernel.ts';
import { bytesToIntegers, integersToBytes } from '../../../kernel/planes/workspace.ts';
import type { LinkSetting } from './statement.ts';
import { type LinkWeights, payloadWeights } from './weights.ts';

/** Coordinates that are turned into elements at once. */
const PIECE = 2 ** 18;

/** Σ_j ω^j · row j: c elements. */
export async function foldInput(
  kernel: Kernel,
  { rowLength }: LinkSetting,
  weights: LinkWeights,
  values: Int32Array,
): Promise<Uint8Array> {
  const together = Math.max(1, Math.floor(PIECE / rowLength));
  const sum = new Uint8Array(rowLength * ELEMENT_BYTES);
  for (let first = 0; first < weights.rows.length; first += together) {
    const chosen = weights.rows.slice(first, first + together);
    const elements = new Uint8Array(chosen.length * rowLength * ELEMENT_BYTES);
    const part = values.subarray(first * rowLength, (first + together) * rowLength);
    const packed = kernel.pack(part, { slotBits: 33, slotsPerElement: 1 });
    elements.set(packed);
    packed.fill(0);
    const folded = await kernel.combine(integersToBytes(chosen), elements, chosen.length);
    elements.fill(0);
    kernel.add(sum, folded);
    folded.fill(0);
  }
  return sum;
}

/** Σ_j weights[j] · elements[j]: one element. */
export function foldElements(
  kernel: Kernel,
  weights: readonly bigint[],
  elements: Uint8Array,
): Promise<Uint8Array> {
  return kernel.combine(integersToBytes(weights), elements, weights.length);
}

/** Σ_i θ^i · y_i over the elements of a payload. @param state - the hash of its statement */
export async function foldPayload(
  kernel: Kernel,
  setting: LinkSetting,
  state: Uint8Array,
  payload: Uint8Array,
): Promise<bigint> {
  const weights = payloadWeights(setting, state);
  const folded = await foldSubRows(kernel, setting, weights, payload);
  const [sum] = bytesToIntegers(await foldElements(kernel, weights.subRow, folded));
  return sum!;
}

/** The fold of the sub-rows of m elements, padded with zeros: c_M elements. */
export async function foldSubRows(
  kernel: Kernel,
  { shape }: LinkSetting,
  { subRows }: Pick<LinkWeights, 'subRows'>,
  elements: Uint8Array,
): Promise<Uint8Array> {
  const padded = new Uint8Array(shape.pieces * shape.length * ELEMENT_BYTES);
  padded.set(elements);
  const folded = await kernel.combine(integersToBytes(subRows), padded, subRows.length);
  padded.fill(0);
  return folded;
}
