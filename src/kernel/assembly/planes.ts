// Commitments to planes of binary digits: a table of the 256 subset sums of every eight generators,
// then one addition for eight digits of a row. Entries are addressed by digits, with the
// consequences described in digits.ts.

import { LIMB_BYTES, mul } from './basefield';
import { ONE, TWO_D } from './constants';
import { addAffine, AFFINE_BYTES, EXTENDED_BYTES, setIdentity, Y, Z } from './curve';
import { BabyJubjub } from './fields';
import { addAndSubtract, copy } from './limbs';
import { invert } from './power';

const inverse: usize = memory.data(36, 16);
const zInverse: usize = memory.data(36, 16);
const x: usize = memory.data(36, 16);
const y: usize = memory.data(36, 16);

/**
 * summands ← points, converted from extended to affine with one inversion. `products` has room for
 * `count` elements.
 */
export function toAffine(summands: usize, points: usize, count: usize, products: usize): void {
  copy(inverse, ONE);
  for (let i: usize = 0; i < count; i++) {
    copy(products + i * LIMB_BYTES, inverse);
    mul(inverse, inverse, points + i * EXTENDED_BYTES + Z);
  }
  invert(inverse, inverse);
  for (let i = count; i > 0; i--) {
    const point = points + (i - 1) * EXTENDED_BYTES;
    const summand = summands + (i - 1) * AFFINE_BYTES;
    mul(zInverse, inverse, products + (i - 1) * LIMB_BYTES);
    mul(inverse, inverse, point + Z);
    mul(x, point, zInverse);
    mul(y, point + Y, zInverse);
    addAndSubtract(summand + LIMB_BYTES, summand, y, x);
    mul(x, x, y);
    mul(summand + 2 * LIMB_BYTES, x, TWO_D);
  }
}

/** table[v] ← Σ summands[k] over the set bits k of v, for v < 256, in extended coordinates */
export function subsetPoints(table: usize, summands: usize): void {
  setIdentity<BabyJubjub>(table);
  for (let k: usize = 0; k < 8; k++) {
    const size: usize = 1 << k;
    for (let v: usize = 0; v < size; v++) {
      const entry = table + (size + v) * EXTENDED_BYTES;
      memory.copy(entry, table + v * EXTENDED_BYTES, EXTENDED_BYTES);
      addAffine<BabyJubjub>(entry, summands + k * AFFINE_BYTES, 0);
    }
  }
}

/**
 * For eight columns and their table of subset sums (affine): adds table[digit k of the row's eight
 * patterns] to sums[j · (bits − least) + k − least], for all rows j and k = least … bits − 1.
 * `patterns` is the address of the patterns of row 0, `stride` the number of bytes between rows.
 */
export function addPlanes(
  sums: usize,
  table: usize,
  patterns: usize,
  stride: usize,
  rows: usize,
  least: i32,
  bits: i32,
): void {
  for (let j: usize = 0; j < rows; j++) {
    const lower = v128.load(patterns);
    const upper = v128.load(patterns, 16);
    for (let k = least; k < bits; k++) {
      // The digit is shifted to the sign bit, and the signs of four patterns make one mask.
      const index =
        i32x4.bitmask(i32x4.shl(lower, 31 - k)) | (i32x4.bitmask(i32x4.shl(upper, 31 - k)) << 4);
      addAffine<BabyJubjub>(sums, table + <usize>index * AFFINE_BYTES, 0);
      sums += EXTENDED_BYTES;
    }
    patterns += stride;
  }
}
