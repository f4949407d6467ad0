// Σ scalar · point for few points of edwards25519, with interleaved windows (Straus 1964): the doublings are shared, and each point
// has a table of its small multiples, where buckets would cost more than the points. Variable time, for public scalars alone.

import {
  addAffine,
  addCached,
  AFFINE_BYTES,
  double,
  EXTENDED_BYTES,
  setIdentity,
  T,
  toCached,
  Y,
  Z,
} from './curve';
import { Curve25519 } from './fields';
import { copy, negate } from './limbs';

const sum: usize = memory.data(144, 16);
const multiple: usize = memory.data(144, 16);
const cached: usize = memory.data(144, 16);

/** Writes 1 … size times an affine summand, in cached form. */
function fillMultiples(table: usize, summand: usize, size: usize): void {
  setIdentity<Curve25519>(multiple);
  for (let i: usize = 0; i < size; i++) {
    addAffine<Curve25519>(multiple, summand, 0);
    toCached<Curve25519>(table + i * EXTENDED_BYTES, multiple);
  }
}

/** cached ← −entry. */
function negateCached(entry: usize): void {
  copy(cached, entry + Y);
  copy(cached + Y, entry);
  negate(cached + T, entry + T);
  copy(cached + Z, entry + Z);
}

/**
 * into ← into + Σ_i scalar_i · points_i, for `count` affine summands and digits as written by recode.ts. `tables` has room for
 * count · 2^(w−1) extended points.
 */
export function accumulateFew25519(
  into: usize,
  points: usize,
  digits: usize,
  count: usize,
  w: i32,
  windows: i32,
  tables: usize,
): void {
  const size: usize = 1 << (w - 1);
  const tableBytes = size * EXTENDED_BYTES;
  for (let i: usize = 0; i < count; i++) {
    fillMultiples(tables + i * tableBytes, points + i * AFFINE_BYTES, size);
  }
  setIdentity<Curve25519>(sum);
  for (let t = windows - 1; t >= 0; t--) {
    for (let i = 0; i < w; i++) double<Curve25519>(sum);
    const row = digits + 2 * count * t;
    for (let i: usize = 0; i < count; i++) {
      const digit = <i32>load<i16>(row + 2 * i);
      if (digit == 0) continue;
      const magnitude = <usize>(digit < 0 ? -digit : digit);
      const entry = tables + i * tableBytes + (magnitude - 1) * EXTENDED_BYTES;
      if (digit < 0) {
        negateCached(entry);
        addCached<Curve25519>(sum, cached);
      } else {
        addCached<Curve25519>(sum, entry);
      }
    }
  }
  toCached<Curve25519>(cached, sum);
  addCached<Curve25519>(into, cached);
}
