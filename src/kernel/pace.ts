/**
 * The pace of long work: stops when asked to, reports progress, and yields to the event loop now
 * and then.
 */
import type { WorkOptions } from './kernel.ts';

/** Cost, in about microseconds, between two turns of the event loop. */
const TURN_COST = 12_000;

/** Resolves in a later turn of the event loop, as microtasks would let nothing else run. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
      return;
    }
    // A timer would wait 4 ms in browsers once timers are nested.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (): void => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

/** One run of long work of a known total cost. */
export class Pace {
  readonly #options: WorkOptions;
  readonly #total: number;
  #done = 0;
  #sinceTurn = 0;

  /** @throws the signal's reason if it is already aborted. */
  constructor(options: WorkOptions | undefined, total: number) {
    this.#options = options ?? {};
    this.#total = total;
    this.#options.signal?.throwIfAborted();
  }

  /**
   * Call after each step with its approximate cost in microseconds. Rejects with the signal's
   * reason once it is aborted.
   */
  async step(cost: number): Promise<void> {
    this.#done += cost;
    this.#sinceTurn += cost;
    if (this.#sinceTurn < TURN_COST) return;
    this.#sinceTurn = 0;
    this.#options.onProgress?.(Math.min(this.#done / this.#total, 1));
    await nextTurn();
    this.#options.signal?.throwIfAborted();
  }

  /** Call when all is done. */
  finish(): void {
    this.#options.onProgress?.(1);
  }
}
