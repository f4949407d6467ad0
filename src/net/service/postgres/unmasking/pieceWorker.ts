import { setTimeout } from 'node:timers/promises';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { sumOfMasks } from './piece.ts';
import type { HeldPiece, PieceQueue } from './pieceQueue.ts';
import { rangeFromText, sumToText } from './pieceText.ts';

/** Interval in milliseconds at which an empty queue is checked. */
const IDLE_MS = 500;

/** Works on pieces in the queue, from any process that shares it, including this one. */
export class PieceWorker {
  readonly #queue: PieceQueue;
  readonly #kernel: Kernel;
  readonly #atOnce: number;
  readonly #onFault: (error: unknown) => void;
  readonly #busy = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #rest = new AbortController();
  #running: Promise<void> = Promise.resolve();

  /**
   * @param atOnce - Number of pieces to work on at once: one per kernel thread, and perhaps one
   *   more that is being fetched.
   */
  constructor(
    queue: PieceQueue,
    kernel: Kernel,
    atOnce: number,
    onFault: (error: unknown) => void,
  ) {
    this.#queue = queue;
    this.#kernel = kernel;
    this.#atOnce = atOnce;
    this.#onFault = onFault;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Checks the queue now. */
  wake(): void {
    this.#rest.abort();
  }

  /** Takes no more pieces; resolves when those that were taken are finished or returned. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.wake();
    await this.#running;
    await Promise.all(this.#busy);
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#rest = new AbortController();
      const free = this.#atOnce - this.#busy.size;
      const taken = free > 0 ? await this.#take(free) : [];
      for (const held of taken) {
        const work = this.#do(held).finally(() => {
          this.#busy.delete(work);
          this.wake();
        });
        this.#busy.add(work);
      }
      if (taken.length === 0) await this.#pause();
    }
  }

  /** Waits for `wake`, or for a while. */
  async #pause(): Promise<void> {
    const { signal } = this.#rest;
    await setTimeout(IDLE_MS, undefined, { signal }).catch(() => undefined);
  }

  async #take(most: number): Promise<readonly HeldPiece[]> {
    return this.#queue.take(most).catch((error: unknown) => {
      this.#onFault(error);
      return [];
    });
  }

  async #do({ id, range }: HeldPiece): Promise<void> {
    try {
      const piece = rangeFromText(range);
      const sum = await sumOfMasks(this.#kernel, piece).finally(() => {
        for (const { key } of piece.masks) key.fill(0);
      });
      await this.#queue.finish(id, sumToText(sum));
    } catch (error) {
      this.#onFault(error);
      await this.#queue.giveUp(id).catch(this.#onFault);
    }
  }
}
