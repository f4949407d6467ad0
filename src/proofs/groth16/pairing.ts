/**
 * The interface of a pairing library. There are two implementations: `portable`, without optional
 * packages, and `wasm`, about twelve times as fast.
 */
import type { G1Point, G2Point } from './bn254.ts';

/**
 * The result of a Miller loop, before the final exponentiation. Opaque; it can be used only with
 * the engine that made it.
 */
export interface MillerLoopResult {
  readonly engine: string;
}

/**
 * Group operations and pairing of BN254. Points passed in must be on their curves. Not constant
 * time: all inputs are public.
 */
export interface PairingEngine {
  /** `portable` or `wasm`; used in messages. */
  readonly name: string;
  /** Approximate cost of one proof in a batch, in microseconds. */
  readonly proofCost: number;
  /** Whether a point of the twist has order r. */
  isInSubgroup(point: G2Point): boolean;
  /** Σ scalar · point, or `undefined` for infinity. Scalars are from 0 to r − 1. */
  msm(terms: readonly { readonly scalar: bigint; readonly point: G1Point }[]): G1Point | undefined;
  /** The Miller loop of e(a, b). `b` must be in G2. */
  pair(a: G1Point, b: G2Point): MillerLoopResult;
  /** Whether the product of the pairings is 1; includes the final exponentiation. */
  isOne(factors: readonly MillerLoopResult[]): boolean;
}
