/**
 * The WebAssembly module: its exports and its compilation. Places are addresses in the instance's
 * memory; counts are numbers of elements, points or coordinates.
 */
import { WASM } from './generated/wasm.ts';
import { compilePairs } from './pairs.ts';
import { platformError, requireWebAssembly } from './platformError.ts';
import type { PlaneExports } from './wasmPlanes.ts';
import { moduleBytes } from './moduleBytes.ts';

/** Exports of src/kernel/assembly/index.ts. Predicates return 0 or 1. */
export interface WasmExports extends PlaneExports {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;

  pack(out: number, values: number, length: number, slotBits: number, slots: number): void;
  unpack(
    out: number,
    elements: number,
    length: number,
    slotBits: number,
    slots: number,
    bias: number,
  ): number;
  areCanonical(elements: number, count: number): number;
  addElements(into: number, from: number, count: number): void;
  subtractElements(into: number, from: number, count: number): void;
  addCanonical(into: number, from: number, count: number): number;

  openLanes(lanes: number, elements: number, count: number): void;
  addCandidates(lanes: number, count: number, candidates: number, available: number): number;
  subtractCandidates(lanes: number, count: number, candidates: number, available: number): number;
  closeLanes(elements: number, lanes: number, count: number): void;

  areOnCurve(points: number, count: number): number;
  readAffine(out: number, points: number, count: number): void;
  readExtended(out: number, points: number, count: number): void;
  setIdentities(points: number, count: number): void;
  addPoints(sums: number, points: number, count: number): void;
  timesEight(points: number, count: number): void;
  writePoints(out: number, points: number, count: number, products: number): void;
  liftPoints(
    out: number,
    heights: number,
    parities: number,
    count: number,
    inverses: number,
    products: number,
  ): number;

  areEd25519Keys(encodings: number, count: number): number;
  areRistrettoEncodings(encodings: number, count: number): number;
  areScalars25519(scalars: number, count: number): number;
  readRistretto(out: number, encodings: number, count: number): number;
  setIdentity25519(sum: number): void;
  writeRistretto(out: number, sum: number): void;
  multiplyRistretto(out: number, encodings: number, scalars: number, count: number): number;
  multiplyRistrettoByEach(out: number, encoding: number, scalars: number, count: number): number;

  recodeValues(digits: number, values: number, count: number, w: number, windows: number): void;
  recodeElements(digits: number, elements: number, count: number, w: number, windows: number): void;
  recodeScalars(digits: number, scalars: number, count: number, w: number, windows: number): void;
  accumulate(
    sum: number,
    points: number,
    digits: number,
    count: number,
    w: number,
    windows: number,
    buckets: number,
  ): void;
  accumulate25519(
    sum: number,
    points: number,
    digits: number,
    count: number,
    w: number,
    windows: number,
    buckets: number,
  ): void;
  accumulateFew25519(
    into: number,
    points: number,
    digits: number,
    count: number,
    w: number,
    windows: number,
    tables: number,
  ): void;
  addWindows(sum: number, totals: number, w: number, windows: number): void;
  prepareTable(table: number, point: number): void;
  addBlinder(sum: number, table: number, scalar: number): void;

  startFold(power: number, challenge: number, challengeBytes: number): void;
  addRows(
    columns: number,
    power: number,
    challenge: number,
    values: number,
    rows: number,
    count: number,
  ): number;
  finishFold(out: number, columns: number, count: number): void;

  repeatAddition(point: number, summand: number, rounds: number): void;
  repeatMultiplication(element: number, factor: number, rounds: number): void;
}

/** The compiled modules of the kernel. They can be posted to workers. */
export interface CompiledKernel {
  readonly kernel: WebAssembly.Module;
  /** Additions two at a time, if the engine allows them. */
  readonly pairs: WebAssembly.Module | undefined;
}

let compiled: Promise<CompiledKernel> | undefined;

/**
 * Uses modules that another thread has compiled. For workers whose program does not contain the
 * WebAssembly.
 */
export function adoptKernel(kernel: CompiledKernel): void {
  compiled = Promise.resolve(kernel);
}

async function compile(): Promise<CompiledKernel> {
  const bytes = moduleBytes(WASM);
  const [kernel, pairs] = await Promise.all([WebAssembly.compile(bytes), compilePairs()]);
  return { kernel, pairs };
}

/**
 * The compiled modules, compiled once in a process.
 *
 * @throws PlatformError if the platform cannot compile it
 */
export async function compileKernel(): Promise<CompiledKernel> {
  requireWebAssembly();
  compiled ??= compile();
  try {
    return await compiled;
  } catch (error) {
    compiled = undefined;
    throw platformError(error);
  }
}
