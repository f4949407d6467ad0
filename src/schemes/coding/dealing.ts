/** Dealing of a mask: a code word with commitments to its symbols. */
import type { RandomSource } from '../../crypto/random.ts';
import {
  ELEMENT_BYTES,
  MASK_KEY_BYTES,
  type Kernel,
  type WorkOptions,
} from '../../kernel/kernel.ts';
import { encode } from './code.ts';
import type { CodeShape } from './shape.ts';

/** A mask, cut and coded. Everything but the points is secret. */
export interface CodedMask {
  /** z: m uniform elements. */
  readonly mask: Uint8Array;
  /** Blinders of commitments to the K pieces of the mask, piece by piece and sub-row by sub-row. */
  readonly pieceBlinders: Uint8Array;
  /** One symbol for each holder, one after another. */
  readonly symbols: Uint8Array;
  /** The blinders of the symbols' commitments, in the same order. */
  readonly symbolBlinders: Uint8Array;
  /** Q: L_s points for each holder, 64 bytes each. The commitments are 8 · Q. */
  readonly points: Uint8Array;
}

/** `count` uniform elements: the stream of a fresh key. */
async function uniformElements(
  kernel: Kernel,
  random: RandomSource,
  count: number,
  work?: WorkOptions,
): Promise<Uint8Array> {
  const key = random(MASK_KEY_BYTES);
  const elements = new Uint8Array(count * ELEMENT_BYTES);
  try {
    await kernel.addMasks(elements, [{ key, sign: 1 }], work);
    return elements;
  } finally {
    key.fill(0);
  }
}

/**
 * Draws a mask and codes it: K pieces of it, padded with zeros, T uniform pieces, and uniform blinders for all U.
 *
 * @param holders - the places that get a symbol, ascending
 * @param generators - H, then at least c_M row generators
 */
export async function dealMask(
  kernel: Kernel,
  shape: CodeShape,
  holders: readonly number[],
  generators: Uint8Array,
  random: RandomSource,
  work?: WorkOptions,
): Promise<CodedMask> {
  const { elements, pieces, recovery, privacy, length, subRows, columns } = shape;
  const mask = await uniformElements(kernel, random, elements, work);
  const noise = await uniformElements(kernel, random, privacy * length, work);
  const blinders = await uniformElements(kernel, random, recovery * subRows, work);
  const all = new Uint8Array(recovery * length * ELEMENT_BYTES);
  all.set(mask);
  all.set(noise, pieces * length * ELEMENT_BYTES);
  noise.fill(0);
  const symbols = await encode(kernel, shape, holders, all, work);
  all.fill(0);
  const symbolBlinders = await encode(kernel, shape, holders, blinders, work);
  const points = await kernel.commitElements(symbols, symbolBlinders, columns, generators, work);
  const pieceBlinders = blinders.slice(0, pieces * subRows * ELEMENT_BYTES);
  blinders.fill(0);
  return { mask, pieceBlinders, symbols, symbolBlinders, points };
}

/** Wipes what is secret. */
export function wipeMask({ mask, pieceBlinders, symbols, symbolBlinders }: CodedMask): void {
  for (const secret of [mask, pieceBlinders, symbols, symbolBlinders]) secret.fill(0);
}
