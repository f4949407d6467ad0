// Loops for benchmarks of single operations, without the cost of calls into WebAssembly.

import { mul } from './basefield';
import { addAffine } from './curve';
import { BabyJubjub } from './fields';

/** Adds one affine summand to a point `rounds` times. */
export function repeatAddition(point: usize, summand: usize, rounds: usize): void {
  for (let i: usize = 0; i < rounds; i++) addAffine<BabyJubjub>(point, summand, i & 1);
}

/** Multiplies an element with another `rounds` times. */
export function repeatMultiplication(element: usize, factor: usize, rounds: usize): void {
  for (let i: usize = 0; i < rounds; i++) mul(element, element, factor);
}
