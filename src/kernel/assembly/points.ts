// Lists of points: decoding, validation, sums and encoding.

import { LIMB_BYTES, mul, square } from './basefield';
import {
  CURVE_A,
  CURVE_D,
  ENTER,
  ENTER_TWISTED,
  LEAVE_TWISTED,
  MODULUS_WORDS,
  ONE,
  TWO_D,
} from './constants';
import { isBelow, limbsFromBytes } from './convert';
import { addAffine, AFFINE_BYTES, double, EXTENDED_BYTES, setIdentity, T, Y, Z } from './curve';
import { BabyJubjub, toBytes } from './fields';
import { add, addAndSubtract, copy, subtract } from './limbs';
import { invert } from './power';

/** Size of an encoded affine point: x and y on ERC-2494's curve, 32 bytes each, little-endian. */
export const POINT_BYTES: usize = 64;

const x: usize = memory.data(36, 16);
const y: usize = memory.data(36, 16);
const u: usize = memory.data(36, 16);
const bytes: usize = memory.data(32, 16);
const summand: usize = memory.data(108, 16);

/** Decodes a point into x (on the a = −1 curve) and y. */
function read(point: usize): void {
  limbsFromBytes(u, point);
  mul(x, u, ENTER_TWISTED);
  limbsFromBytes(u, point + 32);
  mul(y, u, ENTER);
}

/** Decodes `count` points as affine summands. */
export function readAffine(out: usize, points: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    read(points + i * POINT_BYTES);
    addAndSubtract(out + LIMB_BYTES, out, y, x);
    mul(u, x, y);
    mul(out + 2 * LIMB_BYTES, u, TWO_D);
    out += AFFINE_BYTES;
  }
}

/** Decodes `count` points into extended coordinates. */
export function readExtended(out: usize, points: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    read(points + i * POINT_BYTES);
    copy(out, x);
    copy(out + Y, y);
    mul(out + T, x, y);
    copy(out + Z, ONE);
    out += EXTENDED_BYTES;
  }
}

/** Encodes `count` points with one inversion. `products` has room for as many elements. */
export function writePoints(out: usize, points: usize, count: usize, products: usize): void {
  if (count == 0) return;
  copy(u, ONE);
  for (let i: usize = 0; i < count; i++) {
    copy(products + i * LIMB_BYTES, u);
    mul(u, u, points + i * EXTENDED_BYTES + Z);
  }
  invert(u, u);
  for (let i = count; i > 0; i--) {
    const point = points + (i - 1) * EXTENDED_BYTES;
    const target = out + (i - 1) * POINT_BYTES;
    mul(y, u, products + (i - 1) * LIMB_BYTES);
    mul(u, u, point + Z);
    mul(x, point, y);
    mul(x, x, LEAVE_TWISTED);
    toBytes<BabyJubjub>(target, x);
    mul(x, point + Y, y);
    toBytes<BabyJubjub>(target + 32, x);
  }
}

/** Whether all points have coordinates below p and are on the curve. */
export function areOnCurve(points: usize, count: usize): bool {
  for (let i: usize = 0; i < count; i++) {
    const point = points + i * POINT_BYTES;
    if (!isBelow(point, MODULUS_WORDS) || !isBelow(point + 32, MODULUS_WORDS)) return false;
    limbsFromBytes(u, point);
    mul(x, u, ENTER);
    limbsFromBytes(u, point + 32);
    mul(y, u, ENTER);
    square(x, x);
    square(y, y);
    // a·x² + y² − 1 − d·x²·y²
    mul(u, x, y);
    mul(u, u, CURVE_D);
    mul(x, x, CURVE_A);
    add(x, x, y);
    subtract(x, x, ONE);
    subtract(x, x, u);
    toBytes<BabyJubjub>(bytes, x);
    if (load<u64>(bytes) | load<u64>(bytes, 8) | load<u64>(bytes, 16) | load<u64>(bytes, 24)) {
      return false;
    }
  }
  return true;
}

/** sums[j] ← sums[j] + points[j], for extended sums and encoded points */
export function addPoints(sums: usize, points: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    readAffine(summand, points + i * POINT_BYTES, 1);
    addAffine<BabyJubjub>(sums + i * EXTENDED_BYTES, summand, 0);
  }
}

/** Sets `count` extended points to the identity. */
export function setIdentities(points: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) setIdentity<BabyJubjub>(points + i * EXTENDED_BYTES);
}

/** points[j] ← 8 · points[j]. */
export function timesEight(points: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const point = points + i * EXTENDED_BYTES;
    double<BabyJubjub>(point);
    double<BabyJubjub>(point);
    double<BabyJubjub>(point);
  }
}
