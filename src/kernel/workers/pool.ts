/** A fixed number of workers, started when they are needed, each with one task at a time. */
import type { WorkOptions } from '../kernel.ts';
import type { CompiledKernel } from '../wasm.ts';
import type { WorkerHandle } from './program.ts';
import { startWorker } from './start.ts';
import type { Answer, Order, Task } from './tasks.ts';

/** A worker could not do a task. The caller does it on its own thread. */
export class WorkerFailure extends Error {
  override readonly name = 'WorkerFailure';
}

type Start = typeof startWorker;

interface Job {
  readonly id: number;
  resolve(result: Uint8Array): void;
  reject(reason: Error): void;
  progress(fraction: number): void;
}

interface Slot {
  readonly handle: WorkerHandle<Order>;
  job: Job | undefined;
}

/** Workers that share the compiled modules. */
export class WorkerPool {
  readonly #modules: CompiledKernel;
  readonly #size: number;
  readonly #start: Start;
  readonly #slots: Slot[] = [];
  readonly #waiting: { resolve(slot: Slot): void; reject(reason: Error): void }[] = [];
  #lastId = 0;
  #failed = false;

  constructor(modules: CompiledKernel, size: number, start: Start = startWorker) {
    this.#modules = modules;
    this.#size = size;
    this.#start = start;
  }

  /**
   * Runs a task in a worker.
   *
   * @param transfer - buffers of the task, which are transferred
   * @throws WorkerFailure if no worker could do it
   * @throws the signal's reason if it aborts
   */
  async run(task: Task, transfer: ArrayBuffer[], options: WorkOptions): Promise<Uint8Array> {
    const slot = await this.#idleSlot();
    const { signal, onProgress } = options;
    const id = ++this.#lastId;
    if (signal?.aborted === true) {
      this.#free(slot);
      signal.throwIfAborted();
    }
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        // The slot stays taken until the worker has noticed. The caller does not wait for that.
        slot.handle.post({ kind: 'cancel', id }, []);
        reject(signal?.reason as Error);
      };
      const settle = (): void => {
        signal?.removeEventListener('abort', cancel);
      };
      slot.job = {
        id,
        resolve: (result) => {
          settle();
          resolve(result);
        },
        reject: (reason) => {
          settle();
          reject(reason);
        },
        progress: (fraction) => onProgress?.(fraction),
      };
      signal?.addEventListener('abort', cancel, { once: true });
      slot.handle.keepAlive(true);
      slot.handle.post({ kind: 'task', id, task }, transfer);
    });
  }

  /** Terminates all workers. Running tasks fail, as do all later ones. */
  close(): void {
    this.#failed = true;
    const failure = new WorkerFailure('no worker');
    for (const { handle, job } of this.#slots.splice(0)) {
      handle.keepAlive(false);
      handle.terminate();
      job?.reject(failure);
    }
    for (const waiting of this.#waiting.splice(0)) waiting.reject(failure);
  }

  #idleSlot(): Promise<Slot> {
    if (this.#failed) return Promise.reject(new WorkerFailure('no worker'));
    const idle = this.#slots.find(({ job }) => job === undefined);
    if (idle !== undefined) {
      idle.job = RESERVED;
      return Promise.resolve(idle);
    }
    if (this.#slots.length < this.#size) return this.#startSlot();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async #startSlot(): Promise<Slot> {
    try {
      const handle = this.#start({
        onAnswer: (answer) => {
          this.#hear(slot, answer);
        },
        onFailure: () => {
          this.close();
        },
      });
      const slot: Slot = { handle, job: RESERVED };
      this.#slots.push(slot);
      handle.post({ kind: 'modules', modules: this.#modules }, []);
      return await Promise.resolve(slot);
    } catch {
      this.close();
      throw new WorkerFailure('no worker');
    }
  }

  #hear(slot: Slot, answer: Answer): void {
    const { job } = slot;
    if (job?.id !== answer.id) return;
    if (answer.kind === 'progress') {
      job.progress(answer.fraction);
      return;
    }
    this.#free(slot);
    if (answer.kind === 'done') job.resolve(answer.result);
    else job.reject(new WorkerFailure('the task failed in its worker'));
  }

  #free(slot: Slot): void {
    const next = this.#waiting.shift();
    slot.job = next === undefined ? undefined : RESERVED;
    if (next === undefined) slot.handle.keepAlive(false);
    else next.resolve(slot);
  }
}

/** Marks a slot that is reserved for a task that has not started. */
const RESERVED: Job = {
  id: 0,
  resolve: () => undefined,
  reject: () => undefined,
  progress: () => undefined,
};
