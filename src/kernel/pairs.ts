/**
 * The WebAssembly module for engines that have relaxed SIMD with fused multiply-add: additions of
 * points two at a time. It works in the memory of the kernel, which does the same without it.
 */
import { PAIRS } from './generated/pairs.ts';
import { moduleBytes } from './moduleBytes.ts';

/** Exports of src/kernel/assembly/pairs/index.ts. Predicates return 0 or 1. */
export interface PairExports {
  heapBase(): number;
  isFused(): number;
  multiply(out: number, a: number, b: number): void;
  addPairs(points: number, others: number): void;
  enterPairs(out: number, summands: number, count: number): void;
  sumWindows(
    totals: number,
    summands: number,
    digits: number,
    count: number,
    w: number,
    windows: number,
    buckets: number,
  ): void;
  repeatPairs(points: number, rounds: number): void;
}

/** Size of a summand for `sumWindows`. */
export const HALVED_BYTES = 120;
/** Size of a pair of points in extended coordinates. */
export const POINTS_BYTES = 320;

/** Instantiates the module in the memory of a kernel. */
export async function instantiatePairs(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<PairExports> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  return exports as unknown as PairExports;
}

/**
 * Compiles the module, if this engine has relaxed SIMD and its multiply-add is fused. The
 * specification allows both, and only a fused one gives exact products.
 */
export async function compilePairs(): Promise<WebAssembly.Module | undefined> {
  const bytes = moduleBytes(PAIRS);
  if (!WebAssembly.validate(bytes)) return undefined;
  try {
    const module = await WebAssembly.compile(bytes);
    const pairs = await instantiatePairs(module, new WebAssembly.Memory({ initial: 1 }));
    return pairs.isFused() === 1 ? module : undefined;
  } catch {
    // Whatever the engine refuses here, the kernel does without.
    return undefined;
  }
}
