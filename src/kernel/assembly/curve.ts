// The group law on −x² + y² = 1 + d·x²·y² over either field F, in extended coordinates (Hisil,
// Wong, Carter and Dawson 2008, §3.1 and §3.3; "add-2008-hwcd-3" and "dbl-2008-hwcd" in the
// Explicit-Formulas Database). The addition is complete: it also doubles, adds the identity and
// cancels, so nothing here branches on a point.
//
// A point is X, Y, T, Z with x = X/Z, y = Y/Z, x·y = T/Z. The second summand of an addition may
// have one of two forms that save work:
//     affine   y − x, y + x, 2·d·x·y        7 multiplications
//     cached   Y − X, Y + X, 2·d·T, Z       8 multiplications

import { LIMB_BYTES } from './basefield';
import { mul, one, square, twoD } from './fields';
import { add, addAndSubtract, copy, subtract } from './limbs';

/** Size of a point in extended or cached form, in bytes. */
export const EXTENDED_BYTES: usize = 144;

/** Size of an affine summand in bytes. */
export const AFFINE_BYTES: usize = 108;

/** Offsets in an extended point. */
export const Y: usize = 36;
export const T: usize = 72;
export const Z: usize = 108;

const a: usize = memory.data(36, 16);
const b: usize = memory.data(36, 16);
const c: usize = memory.data(36, 16);
const d: usize = memory.data(36, 16);
const e: usize = memory.data(36, 16);
const f: usize = memory.data(36, 16);
const g: usize = memory.data(36, 16);
const h: usize = memory.data(36, 16);
const temporary: usize = memory.data(144, 16);

/** point ← (0, 1). */
export function setIdentity<F>(point: usize): void {
  memory.fill(point, 0, EXTENDED_BYTES);
  copy(point + Y, one<F>());
  copy(point + Z, one<F>());
}

/** The last four multiplications of additions and doublings. */
function combine<F>(out: usize, e: usize, f: usize, g: usize, h: usize): void {
  mul<F>(out, e, f);
  mul<F>(out + Y, g, h);
  mul<F>(out + T, e, h);
  mul<F>(out + Z, f, g);
}

/**
 * point ← point + summand for an affine summand, or point − summand if `negative` is 1 (0
 * otherwise).
 */
export function addAffine<F>(point: usize, summand: usize, negative: usize): void {
  // −(x, y) = (−x, y) swaps y − x with y + x and changes the sign of the product; all three are
  // done by address arithmetic.
  addAndSubtract(b, a, point + Y, point);
  mul<F>(a, a, summand + negative * LIMB_BYTES);
  mul<F>(b, b, summand + LIMB_BYTES - negative * LIMB_BYTES);
  mul<F>(c, point + T, summand + 2 * LIMB_BYTES);
  add(d, point + Z, point + Z);
  addAndSubtract(h, e, b, a);
  const swap = negative * (g - f);
  addAndSubtract(g - swap, f + swap, d, c);
  combine<F>(point, e, f, g, h);
}

/** point ← point + summand, for a cached summand. */
export function addCached<F>(point: usize, summand: usize): void {
  addAndSubtract(b, a, point + Y, point);
  mul<F>(a, a, summand);
  mul<F>(b, b, summand + Y);
  mul<F>(c, point + T, summand + T);
  mul<F>(d, point + Z, summand + Z);
  add(d, d, d);
  addAndSubtract(h, e, b, a);
  addAndSubtract(g, f, d, c);
  combine<F>(point, e, f, g, h);
}

/** out ← the cached form of an extended point. */
export function toCached<F>(out: usize, point: usize): void {
  addAndSubtract(out + Y, out, point + Y, point);
  mul<F>(out + T, point + T, twoD<F>());
  copy(out + Z, point + Z);
}

/** point ← point + other, both extended. */
export function addExtended<F>(point: usize, other: usize): void {
  toCached<F>(temporary, other);
  addCached<F>(point, temporary);
}

/** point ← 2 · point. */
export function double<F>(point: usize): void {
  square<F>(a, point);
  square<F>(b, point + Y);
  square<F>(c, point + Z);
  add(c, c, c);
  add(e, point, point + Y);
  square<F>(e, e);
  // All four factors of the formula are negated, which gives the same projective point and saves
  // negations: E = A + B − (X + Y)², F = A − B + C, G = A − B, H = A + B.
  addAndSubtract(h, g, a, b);
  subtract(e, h, e);
  add(f, g, c);
  combine<F>(point, e, f, g, h);
}
