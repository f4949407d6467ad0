/** Pacing of long work: cancels it, reports progress, and yields to the event loop. */
import type { WorkOptions } from './kernel.ts';

/** Approximate time between two turns of the event loop, in microseconds. */
const TURN_COST = 12_000;

/** Resolves in a later turn of the event loop; a microtask would not let other work run. */
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

/** One run of long work whose total cost is known approximately. */
export class Pace {
  readonly #options: WorkOptions;
  readonly #total: number;
  #done = 0;
  #sinceTurn = 0;

  /**
   * @param total - approximate cost in microseconds
   * @throws the signal's reason if it is already aborted
   */
  constructor(options: WorkOptions | undefined, total: number) {
    this.#options = options ?? {};
    this.#total = total;
    this.#options.signal?.throwIfAborted();
  }

  /**
   * Call after each step with its approximate cost in microseconds.
   *
   * @throws the signal's reason once it is aborted
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

  /** Call when all work is done. */
  finish(): void {
    this.#options.onProgress?.(1);
  }
}
