// Exports of the module for engines with fused multiply-add. It works in the memory of the kernel,
// which it imports; src/kernel/pairs.ts declares all functions.

import { a, addHalved, b, Y } from './curve';
import { addAndSubtract } from './field';

export { addPairs } from './curve';
export { enterPairs } from './convert';
export { isFused, multiply } from './field';
export { sumWindows } from './msm';

/** Adds the halved summands in use to a pair of points `rounds` times, for benchmarks. */
export function repeatPairs(points: usize, rounds: usize): void {
  for (let i: usize = 0; i < rounds; i++) {
    addAndSubtract(b, a, points + Y, points);
    addHalved(points);
  }
}

/** The first free address. */
export function heapBase(): usize {
  return __heap_base;
}
