import { availableParallelism } from 'node:os';
import { ELEMENT_BYTES, type Kernel } from '../../../../kernel/kernel.ts';
import type { AddMasksOf } from '../../hostOptions.ts';
import { connectionsTo } from '../connection.ts';
import { piecesOf } from './piece.ts';
import { openPieceQueue } from './pieceQueue.ts';
import { PieceWorker } from './pieceWorker.ts';
import { SharedSum } from './sharing.ts';

/**
 * Elements of masks, over all of them, from which on the work is shared: about four seconds of one thread, at 0.03 µs for each. Twice
 * as much took 9.1 to 11.9 s alone and 5.4 to 5.7 s with a second process; below, there is little to gain for what goes wrong at times.
 */
const WORTH_SHARING: number = 2 ** 27;

/** As many threads as a kernel has unless it was told otherwise. */
const MOST_THREADS = 8;

/** How a process shares the unmasking of its sessions. */
export interface SharedMasksOptions {
  readonly kernel: Kernel;
  /** Told of what went wrong; the work is done all the same. */
  readonly onFault: (error: unknown) => void;
  /** Pieces at once; default: as many as the machine has threads, at most 8, and one that is on its way. */
  readonly atOnce?: number | undefined;
  /** Elements of masks from which on work is shared; default `WORTH_SHARING`. */
  readonly worthFrom?: number | undefined;
  /** Masks of a piece at most; default `MOST_MASKS`. */
  readonly masksInPiece?: number | undefined;
}

/** Unmasking over all processes that share a database. */
export interface SharedMasks {
  /** As `HostOptions.addMasks`. */
  readonly addMasks: AddMasksOf;
  /** Hands in what this process works at for others, and closes the queue. */
  stop(): Promise<void>;
}

/**
 * Joins the processes that share the work of unmasking through a queue in the store's database, and begins to work at it.
 *
 * @param url - as for `openPostgresStore`
 * @throws StoreError where pg-boss is not installed, or the queue cannot be reached, made or used
 */
export async function openSharedMasks(
  url: string,
  options: SharedMasksOptions,
): Promise<SharedMasks> {
  const { kernel, onFault, worthFrom = WORTH_SHARING, masksInPiece } = options;
  const { atOnce = Math.min(availableParallelism(), MOST_THREADS) + 1 } = options;
  const connections = await connectionsTo(url);
  const queue = await openPieceQueue(connections, onFault).catch(async (error: unknown) => {
    await connections.pool.end();
    throw error;
  });
  const worker = new PieceWorker(queue, kernel, atOnce, onFault);
  worker.start();
  const onPosted = (): void => {
    worker.wake();
  };
  return {
    addMasks: (session, total, masks, work) => {
      const elements = (total.length / ELEMENT_BYTES) * masks.length;
      if (elements < worthFrom) return kernel.addMasks(total, masks, work);
      const pieces = piecesOf(session, total.length, masks, masksInPiece);
      const sharing = { kernel, queue, atOnce, onPosted, onFault };
      return new SharedSum(sharing, total, pieces, work).complete();
    },
    async stop() {
      await worker.stop();
      await queue.close();
    },
  };
}
