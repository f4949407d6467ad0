/** What verification needs of a pairing library. There are two: portable and without a further package, and fast. */
import type { G1Point, G2Point } from './bn254.ts';

/** A factor of a pairing equation, before the final exponentiation. Opaque, and of the engine that made it. */
export interface MillerLoopResult {
  readonly engine: string;
}

/** Groups and pairing of BN254. Points that are given to it are on their curves. Variable time: everything here is public. */
export interface PairingEngine {
  /** For messages: `portable` or `wasm`. */
  readonly name: string;
  /** About the microseconds that one proof of a batch takes. */
  readonly proofCost: number;
  /** Whether a point of the twist has order r. */
  isInSubgroup(point: G2Point): boolean;
  /** Σ scalar · point, `undefined` for infinity. Scalars from 0 to r − 1. */
  msm(terms: readonly { readonly scalar: bigint; readonly point: G1Point }[]): G1Point | undefined;
  /** The factor e(a, b); b in G2. */
  pair(a: G1Point, b: G2Point): MillerLoopResult;
  /** Whether the product of the factors is 1. */
  isOne(factors: readonly MillerLoopResult[]): boolean;
}
