/** The kernel: checks arguments, once, and distributes the work to one or several threads. */
import { Arenas, openArena } from './arena.ts';
import { integer, optional, strictObject } from '../usage/arguments.ts';
import {
  countElements,
  countPoints,
  requireArgument,
  expectKind,
  expectRowLength,
} from './check.ts';
import { commitCost, commitRows, type CommitInput } from './commit.ts';
import { foldRows } from './fold.ts';
import {
  ELEMENT_BYTES,
  type Kernel,
  type Mask,
  MASK_BLOCK_ELEMENTS,
  MASK_KEY_BYTES,
  type MaskOptions,
  type WorkOptions,
} from './kernel.ts';
import { combine } from './matrix.ts';
import { platformKeys } from './keystream.ts';
import { addMasks, maskCost } from './masks.ts';
import { commitInParallel, maskInParallel, ristrettoInParallel, workersFor } from './parallel.ts';
import { hardwareThreads } from './platform.ts';
import { areOnCurve, clearCofactor, liftPoints, sumPoints } from './points.ts';
import {
  areEd25519Keys,
  areRistrettoEncodings,
  areScalars25519,
  multiplyRistretto,
  multiplyRistrettoByEach,
} from './curve25519.ts';
import { ristrettoCost, sumRistretto } from './ristrettoSum.ts';
import { multiScalarMultiply } from './scalars.ts';
import { add, addIfCanonical, areCanonical, pack, unpack } from './vectors.ts';
import { compileKernel } from './wasm.ts';
import { largestMagnitude } from './windows.ts';
import { WorkerPool } from './workers/pool.ts';

/** Maximum number of threads by default. */
const MOST_THREADS = 8;

/** Options of a kernel. */
export interface KernelOptions {
  /**
   * Number of threads for row commitments and masks. 1 does all work on the calling thread; more
   * uses that many workers for all such work. Default: the number of hardware threads, at most 8,
   * and no workers for work that takes less than about 60 ms.
   */
  readonly threads?: number | undefined;
}

/** A kernel whose workers can be terminated. */
export interface ClosableKernel extends Kernel {
  /**
   * Terminates the workers. Work in progress continues on the calling thread, where all later work
   * is done too. Idle workers do not keep a Node process alive.
   */
  close(): void;
}

const kernelOptions = strictObject<KernelOptions>({ threads: optional(integer(1)) });

function checkCommit(
  values: Int32Array,
  blinders: Uint8Array,
  rowLength: number,
  generators: Uint8Array,
  bound: number | undefined,
): CommitInput {
  expectRowLength(rowLength);
  expectKind(values, 'Int32Array', 'values');
  const largest = largestMagnitude(values);
  const most = bound ?? largest;
  requireArgument(
    Number.isInteger(most) && most >= largest && most <= 2 ** 31,
    `a bound that all values keep, of at most 2^31`,
  );
  const rows = Math.ceil(values.length / rowLength);
  const columns = Math.min(values.length, rowLength);
  requireArgument(
    countElements(blinders, 'blinders') === rows,
    `one blinder for each of ${rows} rows, not ${blinders.length / ELEMENT_BYTES}`,
  );
  requireArgument(
    countPoints(generators, 'generators') > columns,
    `H and a generator for each of ${columns} columns`,
  );
  return { values, blinders, rowLength, generators, most };
}

function checkElements(
  elements: Uint8Array,
  blinders: Uint8Array,
  rowLength: number,
  generators: Uint8Array,
): CommitInput {
  expectRowLength(rowLength);
  const count = countElements(elements, 'elements');
  const rows = Math.ceil(count / rowLength);
  requireArgument(
    countElements(blinders, 'blinders') === rows,
    `one blinder for each of ${rows} rows, not ${blinders.length / ELEMENT_BYTES}`,
  );
  const columns = Math.min(count, rowLength);
  requireArgument(
    countPoints(generators, 'generators') > columns,
    `H and a generator for each of ${columns} columns`,
  );
  return { values: elements, blinders, rowLength, generators, most: undefined };
}

function checkCombination(coefficients: Uint8Array, vectors: Uint8Array, count: number): void {
  requireArgument(
    Number.isSafeInteger(count) && count >= 1,
    `a positive number of vectors, not ${count}`,
  );
  for (const [bytes, what] of [
    [coefficients, 'coefficients'],
    [vectors, 'vectors'],
  ] as const) {
    requireArgument(
      countElements(bytes, what) % count === 0,
      `${what} that ${count} vectors share evenly`,
    );
  }
}

function checkMasks(into: Uint8Array, masks: readonly Mask[], firstBlock: number): void {
  const blocks = Math.ceil(countElements(into, 'a vector') / MASK_BLOCK_ELEMENTS);
  requireArgument(
    Number.isSafeInteger(firstBlock) &&
      firstBlock >= 0 &&
      Number.isSafeInteger(firstBlock + blocks),
    `firstBlock to be an integer from 0 on, not ${firstBlock}`,
  );
  for (const { key, sign } of masks) {
    expectKind(key, 'Uint8Array', 'mask keys');
    requireArgument(sign === 1 || (sign as number) === -1, `a mask's sign to be 1 or -1`);
    requireArgument(
      key.length === MASK_KEY_BYTES,
      `mask keys of ${MASK_KEY_BYTES} bytes, not ${key.length}`,
    );
  }
}

/**
 * Creates a kernel: compiles the WebAssembly module (once in a process) and allocates its memory.
 *
 * @param options - the number of threads
 * @returns the kernel; its methods throw, or reject with, a RangeError for malformed arguments
 * @throws UsageError `wrong-input` if `threads` is not a positive integer
 * @throws PlatformError if the platform has no WebAssembly with SIMD, or refuses the memory
 *
 * @example
 * ```ts
 * const single = await createKernel({ threads: 1 });
 * single.close();
 * ```
 */
export async function createKernel(options: KernelOptions = {}): Promise<ClosableKernel> {
  const { threads } = kernelOptions(options, '');
  const modules = await compileKernel();
  const home = await openArena(modules);
  const arenas = new Arenas(modules);
  const openKey = platformKeys();
  const most = threads ?? Math.min(hardwareThreads(), MOST_THREADS);
  const pool = new WorkerPool(modules, most);
  const workersForCost = (cost: number): number => threads ?? workersFor(cost, most);

  const commit = (input: CommitInput, work: WorkOptions): Promise<Uint8Array> => {
    const workers = workersForCost(commitCost(input));
    return workers > 1
      ? commitInParallel(pool, workers, arenas, input, work)
      : arenas.during((arena) => commitRows(arena, input, work));
  };

  return {
    pack: (values, layout) => pack(home, values, layout),
    unpack: (elements, length, layout) => unpack(home, elements, length, layout),
    areCanonical: (elements) => areCanonical(home, elements),
    add: (into, from) => {
      add(home, into, from);
    },
    addIfCanonical: (into, from) => addIfCanonical(home, into, from),

    addMasks: async (into: Uint8Array, masks: readonly Mask[], work: MaskOptions = {}) => {
      const { firstBlock = 0 } = work;
      checkMasks(into, masks, firstBlock);
      const workers = workersForCost(maskCost(into.length, masks.length));
      if (workers > 1) {
        await maskInParallel(pool, workers, arenas, openKey, into, masks, firstBlock, work);
      } else {
        await arenas.during((arena) => addMasks(arena, openKey, into, masks, firstBlock, work));
      }
    },

    commitRows: async (values, blinders, rowLength, generators, work = {}) => {
      const input = checkCommit(values, blinders, rowLength, generators, work.bound);
      requireArgument(areCanonical(home, blinders), 'canonical blinders');
      return commit(input, work);
    },

    commitElements: async (elements, blinders, rowLength, generators, work = {}) => {
      const input = checkElements(elements, blinders, rowLength, generators);
      requireArgument(areCanonical(home, elements), 'canonical elements');
      requireArgument(areCanonical(home, blinders), 'canonical blinders');
      return commit(input, work);
    },

    combine: async (coefficients, vectors, count, work) => {
      checkCombination(coefficients, vectors, count);
      requireArgument(areCanonical(home, coefficients), 'canonical coefficients');
      requireArgument(areCanonical(home, vectors), 'canonical vectors');
      return arenas.during((arena) => combine(arena, home, { coefficients, vectors, count }, work));
    },

    areOnCurve: (points) => areOnCurve(home, points),
    sumPoints: (lists) => sumPoints(home, lists),
    foldRows: (values, rowLength, challenge) => foldRows(home, values, rowLength, challenge),

    multiScalarMultiply: async (points, scalars) => {
      requireArgument(
        countPoints(points, 'points') === countElements(scalars, 'scalars'),
        'one scalar for each point',
      );
      requireArgument(areCanonical(home, scalars), 'canonical scalars');
      return arenas.during((arena) => multiScalarMultiply(arena, points, scalars));
    },

    clearCofactor: (points) => clearCofactor(home, points),
    liftPoints: (candidates, parities) => liftPoints(home, candidates, parities),
    areEd25519Keys: (encodings) => areEd25519Keys(home, encodings),
    areRistrettoEncodings: (encodings) => areRistrettoEncodings(home, encodings),
    multiplyRistretto: (encodings, scalars) => {
      requireArgument(areScalars25519(home, scalars), 'scalars below L');
      return multiplyRistretto(home, encodings, scalars);
    },
    multiplyRistrettoByEach: (encoding, scalars) => {
      requireArgument(areScalars25519(home, scalars), 'scalars below L');
      return multiplyRistrettoByEach(home, encoding, scalars);
    },
    sumRistretto: async (encodings, scalars, work = {}) => {
      const count = countElements(encodings, 'encodings');
      requireArgument(countElements(scalars, 'scalars') === count, 'one scalar for each encoding');
      requireArgument(areScalars25519(home, scalars), 'scalars below L');
      const workers = workersForCost(ristrettoCost(count));
      return workers > 1
        ? ristrettoInParallel(pool, workers, arenas, encodings, scalars, work)
        : arenas.during((arena) => sumRistretto(arena, encodings, scalars, work));
    },
    close: () => {
      pool.close();
    },
  };
}
