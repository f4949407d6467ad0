// Mask streams. Candidates of 32 bytes are accepted if they are below 42·ℓ, which makes them
// uniform modulo ℓ, and are accumulated in lanes without reduction. One reduction of an element
// serves up to 62 masks: an element and that many candidates are below 2^262 (order.ts).
//
// Timing reveals which candidates were rejected (0.76 %), which says nothing about the accepted
// ones.

import { LANES_BYTES, reduceAll } from './order';

// 42·ℓ in 64-bit words, lowest first.
const B0: u64 = 0xf8ccea215f70638a;
const B1: u64 = 0x185300395f670db4;
const B2: u64 = 0x07a56dfe27e70fea;
const B3: u64 = 0xfe0e9bdb1e4488db;

function isRejected(candidate: usize): bool {
  const top = load<u64>(candidate, 24);
  if (top < B3) return false;
  if (top > B3) return true;
  const third = load<u64>(candidate, 16);
  if (third != B2) return third > B2;
  const second = load<u64>(candidate, 8);
  if (second != B1) return second > B1;
  return load<u64>(candidate) >= B0;
}

/** lanes ← elements of 32 bytes */
export function openLanes(lanes: usize, elements: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const low = v128.load(elements);
    const high = v128.load(elements, 16);
    v128.store(lanes, i64x2.extend_low_i32x4_u(low));
    v128.store(lanes, i64x2.extend_high_i32x4_u(low), 16);
    v128.store(lanes, i64x2.extend_low_i32x4_u(high), 32);
    v128.store(lanes, i64x2.extend_high_i32x4_u(high), 48);
    elements += 32;
    lanes += LANES_BYTES;
  }
}

/**
 * Adds candidates to lanes in order, skipping rejected ones, until each of `count` lanes has one or
 * all `available` candidates are used. Returns the number of lanes that have one.
 */
export function addCandidates(
  lanes: usize,
  count: usize,
  candidates: usize,
  available: usize,
): usize {
  const end = candidates + 32 * available;
  let done: usize = 0;
  for (; candidates < end && done < count; candidates += 32) {
    if (isRejected(candidates)) continue;
    const low = v128.load(candidates);
    const high = v128.load(candidates, 16);
    v128.store(lanes, i64x2.add(v128.load(lanes), i64x2.extend_low_i32x4_u(low)));
    v128.store(lanes, i64x2.add(v128.load(lanes, 16), i64x2.extend_high_i32x4_u(low)), 16);
    v128.store(lanes, i64x2.add(v128.load(lanes, 32), i64x2.extend_low_i32x4_u(high)), 32);
    v128.store(lanes, i64x2.add(v128.load(lanes, 48), i64x2.extend_high_i32x4_u(high)), 48);
    lanes += LANES_BYTES;
    done++;
  }
  return done;
}

/** As `addCandidates`, but subtracts. */
export function subtractCandidates(
  lanes: usize,
  count: usize,
  candidates: usize,
  available: usize,
): usize {
  const end = candidates + 32 * available;
  let done: usize = 0;
  for (; candidates < end && done < count; candidates += 32) {
    if (isRejected(candidates)) continue;
    const low = v128.load(candidates);
    const high = v128.load(candidates, 16);
    v128.store(lanes, i64x2.sub(v128.load(lanes), i64x2.extend_low_i32x4_u(low)));
    v128.store(lanes, i64x2.sub(v128.load(lanes, 16), i64x2.extend_high_i32x4_u(low)), 16);
    v128.store(lanes, i64x2.sub(v128.load(lanes, 32), i64x2.extend_low_i32x4_u(high)), 32);
    v128.store(lanes, i64x2.sub(v128.load(lanes, 48), i64x2.extend_high_i32x4_u(high)), 48);
    lanes += LANES_BYTES;
    done++;
  }
  return done;
}

/**
 * elements ← lanes mod ℓ, for an element and up to 62 candidates in each lane. Variable time: a
 * masked vector is not secret.
 */
export function closeLanes(elements: usize, lanes: usize, count: usize): void {
  reduceAll(elements, lanes, count, false);
}
