/**
 * Measures the kernel's steps on one thread against their limits: raw AES-CTR for masks, the
 * measured cost of an addition for commitments, permutations for hashes, and copying for what only
 * moves bytes. Each step and its limit are measured alternately and the least of each counts, so
 * that other load on the machine affects both alike.
 */
import { createCipheriv } from 'node:crypto';
import { searchGenerators } from '../../src/crypto/generators.ts';
import { sha256, tupleHash } from '../../src/crypto/tupleHash.ts';
import { openArena } from '../../src/kernel/arena.ts';
import { createKernel, type Kernel } from '../../src/kernel/index.ts';
import { POINTS_BYTES } from '../../src/kernel/pairs.ts';
import { AFFINE_BYTES, EXTENDED_BYTES } from '../../src/kernel/layout.ts';
import { compileKernel } from '../../src/kernel/wasm.ts';
import { sharedSponge } from '../../src/kernel/sponge.ts';
import { windowsForElements, windowsForValues } from '../../src/kernel/windows.ts';

/** A measured step. Times are in milliseconds. */
export interface KernelRow {
  readonly step: string;
  /** Number of clients, masks or lists, depending on the step. */
  readonly n: number;
  /** Number of coordinates, elements or points, depending on the step. */
  readonly d: number;
  readonly measured: number;
  readonly limitName: string;
  readonly limit: number;
  readonly ratio: number;
}

/** What to measure. */
export interface KernelBenchOptions {
  /** Numbers of coordinates; default: 10^4, 10^5 and 10^6. */
  readonly dimensions?: readonly number[] | undefined;
  /** How often each step is repeated; default 5. */
  readonly repeats?: number | undefined;
}

const ROW_LENGTH = 4096;
const LAYOUT = { slotBits: 24, slotsPerElement: 10 };
const ELEMENT_BYTES = 32;

/**
 * Number of additions to measure together, because a single one is far below the clock's
 * resolution.
 */
const LOOP = 2000;

/** Number of tree nodes to hash together. */
const NODES = 1000;

type Step = () => unknown;

async function time(step: Step): Promise<number> {
  const started = performance.now();
  await step();
  return performance.now() - started;
}

/** The least times of two steps that run alternately. */
async function race(repeats: number, step: Step, limit: Step): Promise<[number, number]> {
  let [measured, least] = [Infinity, Infinity];
  for (let i = 0; i < repeats; i++) {
    measured = Math.min(measured, await time(step));
    least = Math.min(least, await time(limit));
  }
  return [measured, least];
}

function row(
  step: string,
  n: number,
  d: number,
  measured: number,
  limitName: string,
  limit: number,
): KernelRow {
  return { step, n, d, measured, limitName, limit, ratio: measured / limit };
}

/** Encrypts `bytes` zeros with AES-256-CTR in pieces of 128 KiB, and discards the result. */
function rawStream(bytes: number): void {
  const zeros = new Uint8Array(Math.min(bytes, 131072));
  const cipher = createCipheriv('aes-256-ctr', new Uint8Array(32), new Uint8Array(16));
  for (let done = 0; done < bytes; done += zeros.length) cipher.update(zeros);
}

/** Single operations; each call returns the time of one, in milliseconds. */
interface Operations {
  readonly addition: () => number;
  readonly multiplication: () => number;
  /** An addition that is done together with another, if the engine allows it. */
  readonly pairedAddition: (() => number) | undefined;
}

/** Loops in WebAssembly over single operations. */
async function operations(): Promise<Operations> {
  const arena = await openArena(await compileKernel());
  const { wasm, pairs } = arena;
  const point = arena.take(EXTENDED_BYTES);
  const summand = arena.take(AFFINE_BYTES);
  const bytes = arena.take(64);
  // Zeros: all products and sums take the same time.
  const points = arena.take(POINTS_BYTES);
  // (0, −1), of order two, is as good as any point: the formulas are complete and have no special
  // cases.
  new Uint8Array(wasm.memory.buffer, bytes + 32, 1)[0] = 1;
  wasm.setIdentities(point, 1);
  wasm.readAffine(summand, bytes, 1);
  const each = (loop: (rounds: number) => void): number => {
    const started = performance.now();
    loop(LOOP);
    return (performance.now() - started) / LOOP;
  };
  return {
    addition: () =>
      each((rounds) => {
        wasm.repeatAddition(point, summand, rounds);
      }),
    multiplication: () =>
      each((rounds) => {
        wasm.repeatMultiplication(point, summand, rounds);
      }),
    pairedAddition:
      pairs &&
      ((): number =>
        each((rounds) => {
          pairs.repeatPairs(points, rounds / 2);
        })),
  };
}

/** The least of many measurements. */
function least(runs: number, measure: () => number): number {
  return Math.min(...Array.from({ length: runs }, measure));
}

/** Measures a step alternately with a number of single operations. */
async function raceOperations(
  repeats: number,
  step: Step,
  operation: () => number,
  count: number,
): Promise<[number, number]> {
  let [measured, limit] = [Infinity, Infinity];
  for (let i = 0; i < repeats; i++) {
    limit = Math.min(limit, least(20, operation) * count);
    measured = Math.min(measured, await time(step));
  }
  return [measured, limit];
}

function additions(count: number, { bits, windows }: { bits: number; windows: number }): number {
  return windows * (count + 2 ** bits + bits);
}

/** Coordinates of 16 bits. */
function coordinates(d: number): Int32Array {
  return new Int32Array(d).map((_, i) => ((Math.imul(i, 0x9e3779b1) >>> 8) & 0xffff) - 32768);
}

/** Field elements below 2^250. */
function elements(count: number): Uint8Array {
  return new Uint8Array(count * ELEMENT_BYTES).map((_, i) =>
    i % ELEMENT_BYTES === 31 ? i & 3 : (Math.imul(i, 0x9e3779b1) >>> 13) & 255,
  );
}

async function atDimension(
  kernel: Kernel,
  generators: Uint8Array,
  addition: () => number,
  d: number,
  repeats: number,
): Promise<KernelRow[]> {
  const values = coordinates(d);
  const rows = Math.ceil(d / ROW_LENGTH);
  const width = Math.min(d, ROW_LENGTH);
  const blinders = elements(rows);
  const packed = kernel.pack(values, LAYOUT);
  const into = packed.slice();
  const mask = { key: new Uint8Array(32).fill(1), sign: 1 } as const;
  const sums = Float64Array.from(values, (value) => value * 100);
  const challenge = elements(1);
  const copy = new Uint8Array(packed.length);
  const many = repeats * 4;

  const masked = await race(
    many,
    () => kernel.addMasks(into, [mask]),
    () => {
      rawStream(into.length);
    },
  );
  const committed = await raceOperations(
    Math.min(repeats, 3),
    () => kernel.commitRows(values, blinders, ROW_LENGTH, generators),
    addition,
    rows * additions(width, windowsForValues(width, 32768)),
  );
  const copyOf = (source: Float64Array | Uint8Array) => (): void => {
    source.slice();
  };
  const folded = await race(many, () => kernel.foldRows(sums, ROW_LENGTH, challenge), copyOf(sums));
  const added = await race(
    many,
    () => {
      kernel.add(into, packed);
    },
    () => {
      copy.set(packed);
    },
  );
  const taken = await race(
    many,
    () => {
      sha256(packed);
      kernel.addIfCanonical(into, packed);
    },
    () => {
      sha256(packed);
      copy.set(packed);
    },
  );
  const packing = await race(many, () => kernel.pack(values, LAYOUT), copyOf(packed));
  const unpacking = await race(many, () => kernel.unpack(packed, d, LAYOUT), copyOf(sums));
  return [
    row('expand one mask and add it', 1, d, masked[0], 'raw AES-CTR, same bytes', masked[1]),
    row('commit rows', 1, d, committed[0], 'additions × cost of one', committed[1]),
    row('fold rows', 1, d, folded[0], 'copying the values', folded[1]),
    row('field add', 1, d, added[0], 'copying the vector', added[1]),
    row('take in a payload', 1, d, taken[0], 'SHA-256 and copying', taken[1]),
    row('pack', 1, d, packing[0], 'copying the elements', packing[1]),
    row('unpack', 1, d, unpacking[0], 'copying the sums', unpacking[1]),
  ];
}

/**
 * Measures the kernel on one thread.
 *
 * @param options - Dimensions and repetitions.
 * @returns one row per step; for steps that depend on d, one per dimension
 */
export async function benchKernel(options: KernelBenchOptions = {}): Promise<KernelRow[]> {
  const { dimensions = [10_000, 100_000, 1_000_000], repeats = 5 } = options;
  const kernel = await createKernel({ threads: 1 });
  const { addition, multiplication, pairedAddition } = await operations();
  least(200, addition);
  const quickest = pairedAddition ?? addition;

  const started = performance.now();
  const generators = await searchGenerators(kernel, ROW_LENGTH);
  const derived = performance.now() - started;
  // A square root takes about 335 multiplications, and every second candidate has one.
  const roots = 2 * ROW_LENGTH * 335 * least(200, multiplication);

  const scalars = elements(ROW_LENGTH + 1);
  const multiplied = await raceOperations(
    repeats,
    () => kernel.multiScalarMultiply(generators, scalars),
    quickest,
    additions(ROW_LENGTH + 1, windowsForElements(ROW_LENGTH + 1)),
  );
  const [oneMultiplication, oneAddition] = [least(400, multiplication), least(400, addition)];
  const streamed = await race(
    repeats * 4,
    () => {
      rawStream(3_200_000);
    },
    () => {
      new Uint8Array(3_200_000).fill(1);
    },
  );

  const [left, right] = [elements(1), elements(1)];
  const sponge = sharedSponge();
  const hashed = await race(
    repeats * 10,
    () => {
      for (let i = 0; i < NODES; i++) tupleHash('veilsum-1/merkle-node', left, right);
    },
    () => {
      for (let i = 0; i < NODES; i++) sponge.permute();
      sponge.wipe();
    },
  );

  const result: KernelRow[] = [
    row('raw AES-CTR, 10^5 elements', 1, 100_000, streamed[0], 'writing the bytes', streamed[1]),
    row('one field multiplication', 1, 1, oneMultiplication, 'itself', oneMultiplication),
    row('one point addition', 1, 1, oneAddition, '7 multiplications', 7 * oneMultiplication),
    row('hash 10^3 tree nodes', 1, NODES, hashed[0], 'Keccak permutations', hashed[1]),
    row('search for generators', 1, ROW_LENGTH, derived, 'square roots', roots),
    row(
      'multi-scalar multiplication',
      1,
      ROW_LENGTH + 1,
      multiplied[0],
      'additions × cost of one',
      multiplied[1],
    ),
  ];
  if (pairedAddition !== undefined) {
    const paired = least(400, pairedAddition);
    result.push(row('one point addition, in pairs', 1, 1, paired, 'alone', oneAddition));
  }
  for (const d of dimensions) {
    result.push(...(await atDimension(kernel, generators, quickest, d, repeats)));
  }
  return result;
}
