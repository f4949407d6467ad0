// The group law of ../curve.ts, two points at a time. A pair of points is X, Y, T, Z, each a pair of
// elements. As sums are not carried, a product takes factors that are sums of two at most; affine
// summands are therefore halved: (y − x) / 2, (y + x) / 2 and d′·x·y. That halves all four factors
// of the formulas, which gives the same projective point.

import { ONE_PAIR, TWO_D_PAIR } from './constants';
import { addAndSubtract, multiply, PAIR_BYTES } from './field';

/** Size of a pair of points in bytes. */
export const POINTS_BYTES: usize = 320;

/** Offsets in a pair of points. */
export const Y: usize = 80;
export const T: usize = 160;
export const Z: usize = 240;

/** Pairs of elements, set before `addHalved`: Y − X and Y + X, and the halved summands. */
export const a: usize = memory.data(80, 16);
export const b: usize = memory.data(80, 16);
export const half: usize = memory.data(240, 16);

const c: usize = memory.data(80, 16);
const e: usize = memory.data(80, 16);
const f: usize = memory.data(80, 16);
const g: usize = memory.data(80, 16);
const h: usize = memory.data(80, 16);
const cached: usize = memory.data(320, 16);

/** points ← (0, 1) in both lanes. */
export function setIdentities(points: usize): void {
  memory.fill(points, 0, POINTS_BYTES);
  memory.copy(points + Y, ONE_PAIR, PAIR_BYTES);
  memory.copy(points + Z, ONE_PAIR, PAIR_BYTES);
}

/** The last four products of an addition. */
function combine(out: usize): void {
  multiply(out, e, f);
  multiply(out + Y, g, h);
  multiply(out + T, e, h);
  multiply(out + Z, f, g);
}

/** points ← points + the affine summands in `half`; `a` and `b` are Y − X and Y + X of the points. */
export function addHalved(points: usize): void {
  multiply(a, a, half);
  multiply(b, b, half + Y);
  multiply(c, points + T, half + T);
  addAndSubtract(h, e, b, a);
  addAndSubtract(g, f, points + Z, c);
  combine(points);
}

/** points ← points + others, lane by lane; the two may be the same. */
export function addPairs(points: usize, others: usize): void {
  addAndSubtract(cached + Y, cached, others + Y, others);
  multiply(cached + T, others + T, TWO_D_PAIR);
  addAndSubtract(cached + Z, c, others + Z, others + Z);
  addAndSubtract(b, a, points + Y, points);
  multiply(a, a, cached);
  multiply(b, b, cached + Y);
  multiply(c, points + T, cached + T);
  multiply(g, points + Z, cached + Z);
  addAndSubtract(h, e, b, a);
  addAndSubtract(g, f, g, c);
  combine(points);
}

/** points ← the same with its lanes exchanged. */
export function exchange(points: usize): void {
  for (let i: usize = 0; i < POINTS_BYTES; i += 16) {
    const both = v128.load(points + i);
    v128.store(points + i, i64x2.shuffle(both, both, 1, 0));
  }
}
