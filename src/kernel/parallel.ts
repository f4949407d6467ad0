/**
 * Long work split into pieces for workers. A piece whose worker fails is done on the calling
 * thread.
 */
import { concatBytes } from '@noble/hashes/utils.js';
import { commitRows, type CommitInput, countOf, placesOf } from './commit.ts';
import type { Arenas } from './arena.ts';
import {
  ELEMENT_BYTES,
  MASK_BLOCK_BYTES,
  POINT_BYTES,
  type Mask,
  type WorkOptions,
} from './kernel.ts';
import type { OpenKey } from './keystream.ts';
import { addMasks } from './masks.ts';
import { sumRistretto } from './ristrettoSum.ts';
import { WorkerFailure, type WorkerPool } from './workers/pool.ts';
import type { Task } from './workers/tasks.ts';

/** Pieces for each worker: more pieces even out different speeds, fewer cost less to set up. */
const PIECES_PER_WORKER = 4;

/** One piece of work: as a task for a worker, or done on this thread. */
interface Piece {
  readonly task: () => { readonly task: Task; readonly transfer: ArrayBuffer[] };
  readonly here: (options: WorkOptions) => Promise<Uint8Array>;
  readonly take: (result: Uint8Array) => void;
}

/** Splits `total` units into ranges for `workers` workers. */
function cut(total: number, workers: number): { start: number; end: number }[] {
  const size = Math.max(1, Math.ceil(total / (workers * PIECES_PER_WORKER)));
  return Array.from({ length: Math.ceil(total / size) }, (_, i) => ({
    start: i * size,
    end: Math.min((i + 1) * size, total),
  }));
}

/** Does all pieces, as many at once as there are workers. */
async function runPieces(
  pool: WorkerPool,
  workers: number,
  pieces: readonly Piece[],
  { signal, onProgress }: WorkOptions,
): Promise<void> {
  signal?.throwIfAborted();
  const fractions = new Float64Array(pieces.length);
  let next = 0;
  let stopped = false;
  const work = async (): Promise<void> => {
    while (next < pieces.length && !stopped) {
      const index = next++;
      const piece = pieces[index]!;
      const options: WorkOptions = {
        signal,
        onProgress: (fraction) => {
          fractions[index] = fraction;
          if (!stopped)
            onProgress?.(fractions.reduce((sum, each) => sum + each, 0) / pieces.length);
        },
      };
      const { task, transfer } = piece.task();
      const result = await pool.run(task, transfer, options).catch((reason: unknown) => {
        if (reason instanceof WorkerFailure) return piece.here(options);
        throw reason;
      });
      piece.take(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    stopped = true;
  }
}

/** @see Kernel.commitRows and Kernel.commitElements; by ranges of rows. */
export async function commitInParallel(
  pool: WorkerPool,
  workers: number,
  arenas: Arenas,
  input: CommitInput,
  options: WorkOptions,
): Promise<Uint8Array> {
  const { values, blinders, rowLength, generators, most } = input;
  const rows = Math.ceil(countOf(input) / rowLength);
  const rowPlaces = rowLength * placesOf(input);
  const commitments = new Uint8Array(rows * POINT_BYTES);
  const pieces = cut(rows, workers).map(({ start, end }): Piece => {
    const part: CommitInput = {
      values: values.subarray(start * rowPlaces, end * rowPlaces),
      blinders: blinders.subarray(start * ELEMENT_BYTES, end * ELEMENT_BYTES),
      rowLength,
      generators,
      most,
    };
    return {
      task: () => {
        const copies = {
          values: part.values.slice(),
          blinders: new Uint8Array(part.blinders),
          generators: new Uint8Array(generators),
        };
        return {
          task: { ...part, ...copies, kind: 'commit' },
          transfer: [copies.values.buffer, copies.blinders.buffer, copies.generators.buffer],
        };
      },
      here: (pieceOptions) => arenas.during((arena) => commitRows(arena, part, pieceOptions)),
      take: (result) => {
        commitments.set(result, start * POINT_BYTES);
      },
    };
  });
  await runPieces(pool, workers, pieces, options);
  return commitments;
}

/**
 * Splits by ranges of blocks.
 *
 * @see Kernel.addMasks
 */
export async function maskInParallel(
  pool: WorkerPool,
  workers: number,
  arenas: Arenas,
  openKey: OpenKey,
  into: Uint8Array,
  masks: readonly Mask[],
  firstBlock: number,
  options: WorkOptions,
): Promise<void> {
  const blocks = Math.ceil(into.length / MASK_BLOCK_BYTES);
  const pieces = cut(blocks, workers).map(({ start, end }): Piece => {
    const part = into.subarray(start * MASK_BLOCK_BYTES, end * MASK_BLOCK_BYTES);
    return {
      task: () => {
        const copy = new Uint8Array(part);
        const keys = masks.map(({ key, sign }) => ({ key: new Uint8Array(key), sign }));
        return {
          task: { kind: 'masks', into: copy, masks: keys, firstBlock: firstBlock + start },
          transfer: [copy.buffer, ...keys.map(({ key }) => key.buffer)],
        };
      },
      here: async (pieceOptions) => {
        await arenas.during((arena) =>
          addMasks(arena, openKey, part, masks, firstBlock + start, pieceOptions),
        );
        return part;
      },
      take: (result) => {
        if (result !== part) part.set(result);
      },
    };
  });
  await runPieces(pool, workers, pieces, options);
}

/** @see Kernel.sumRistretto; by ranges of terms, whose sums are added up. */
export async function ristrettoInParallel(
  pool: WorkerPool,
  workers: number,
  arenas: Arenas,
  encodings: Uint8Array,
  scalars: Uint8Array,
  options: WorkOptions,
): Promise<Uint8Array | undefined> {
  const sums: Uint8Array[] = [];
  const pieces = cut(encodings.length / ELEMENT_BYTES, workers).map(({ start, end }): Piece => {
    const range = [start * ELEMENT_BYTES, end * ELEMENT_BYTES] as const;
    return {
      task: () => {
        const copies = { encodings: encodings.slice(...range), scalars: scalars.slice(...range) };
        return {
          task: { kind: 'ristretto', ...copies },
          transfer: [copies.encodings.buffer, copies.scalars.buffer],
        };
      },
      here: async (pieceOptions) => {
        const parts = [encodings.subarray(...range), scalars.subarray(...range)] as const;
        const sum = await arenas.during((arena) => sumRistretto(arena, ...parts, pieceOptions));
        return sum ?? new Uint8Array(0);
      },
      take: (result) => {
        sums.push(result);
      },
    };
  });
  await runPieces(pool, workers, pieces, options);
  if (sums.some((sum) => sum.length === 0)) return undefined;
  const ones = new Uint8Array(sums.length * ELEMENT_BYTES);
  sums.forEach((_, i) => (ones[i * ELEMENT_BYTES] = 1));
  return arenas.during((arena) => sumRistretto(arena, concatBytes(...sums), ones, {}));
}

/** Work below this, in about microseconds on one thread, is not worth the start of a worker. */
const WORTH_WORKERS = 60_000;

/** Number of workers to use by default; 1 means the calling thread. */
export function workersFor(cost: number, most: number): number {
  return cost < WORTH_WORKERS ? 1 : most;
}
