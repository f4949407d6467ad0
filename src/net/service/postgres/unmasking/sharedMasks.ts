import { availableParallelism } from 'node:os';
import { ELEMENT_BYTES, type Kernel } from '../../../../kernel/kernel.ts';
import type { AddMasksOf } from '../../hostOptions.ts';
import { connectionsTo } from '../connection.ts';
import { piecesOf } from './piece.ts';
import { openPieceQueue } from './pieceQueue.ts';
import { PieceWorker } from './pieceWorker.ts';
import { SharedSum } from './sharing.ts';

/**
 * Number of mask elements from which the work is shared: about four seconds of one thread, at 0.03
 * µs per element. With twice as many, unmasking took 9.1 to 11.9 s alone and 5.4 to 5.7 s with a
 * second process. Below, the gain does not justify the ways in which sharing can fail.
 */
const WORTH_SHARING: number = 2 ** 27;

/** Default number of kernel threads. */
const MOST_THREADS = 8;

/** Options for sharing the unmasking of sessions. */
export interface SharedMasksOptions {
  readonly kernel: Kernel;
  /** Called with failures; the work is done in this process then. */
  readonly onFault: (error: unknown) => void;
  /**
   * Number of pieces to work on at once; default: the machine's threads, at most 8, and one more.
   */
  readonly atOnce?: number | undefined;
  /** Number of mask elements from which work is shared; default `WORTH_SHARING`. */
  readonly worthFrom?: number | undefined;
  /** Limit on the masks of a piece; default `MOST_MASKS`. */
  readonly masksInPiece?: number | undefined;
}

/** Unmasking that is shared by all processes on a database. */
export interface SharedMasks {
  /** For `HostOptions.addMasks`. */
  readonly addMasks: AddMasksOf;
  /** Finishes the pieces that this process is working on, and closes the queue. */
  stop(): Promise<void>;
}

/**
 * Joins the processes that share unmasking through a queue in the store's database, and starts to
 * work on it.
 *
 * @param url - As for `openPostgresStore`.
 * @throws StoreError if pg-boss is not installed, or the queue cannot be reached, created or used
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
