/** A worker that does one job at a time. It is started for the first, kept for the next, and ended by an abort. */
import { startProgram, type WorkerHandle } from '../kernel/workers/program.ts';

/** The worker could not start, or ended while it worked. */
export class WorkerEnded extends Error {
  override readonly name = 'WorkerEnded';
}

/** How a job is settled by what the worker answers. */
export interface Job<Result> {
  resolve(result: Result): void;
  reject(reason: Error): void;
}

/** What starts a worker. */
export interface WorkerProgram<Order> {
  /** A classic script. */
  readonly program: string;
  /** What it is told first. */
  readonly first: () => Order;
  /** What Node hands to the program as `workerData`. */
  readonly workerData?: unknown;
}

/** One worker with its orders and answers. */
export class SerialWorker<Order, Answer> {
  readonly #program: WorkerProgram<Order>;
  #handle: WorkerHandle<Order> | undefined;
  #onAnswer: ((answer: Answer) => void) | undefined;
  #fail: ((reason: Error) => void) | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(program: WorkerProgram<Order>) {
    this.#program = program;
  }

  /**
   * Has the worker do a job, after those that were asked for before. Rejects with the signal's reason, whereupon the worker is
   * ended with all that it remembers, or with WorkerEnded.
   *
   * @param transfer - buffers that are given away with the order
   * @param settle - settles the job by an answer, unless it says nothing of the end
   */
  run<Result>(
    order: Order,
    transfer: ArrayBuffer[],
    settle: (answer: Answer, job: Job<Result>) => void,
    signal?: AbortSignal,
  ): Promise<Result> {
    const mine = this.#last.then(() => this.#run(order, transfer, settle, signal));
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** Ends the worker. A job under way fails; a later one starts another worker. */
  close(reason: Error = new WorkerEnded('the worker was closed')): void {
    const handle = this.#handle;
    this.#handle = undefined;
    handle?.keepAlive(false);
    handle?.terminate();
    this.#fail?.(reason);
  }

  async #run<Result>(
    order: Order,
    transfer: ArrayBuffer[],
    settle: (answer: Answer, job: Job<Result>) => void,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    signal?.throwIfAborted();
    const stop = (): void => {
      this.close(signal?.reason as Error);
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.#fail = reject;
        this.#onAnswer = (answer) => {
          settle(answer, { resolve, reject });
        };
        this.#handle ??= this.#start();
        this.#handle.keepAlive(true);
        this.#handle.post(order, transfer);
      });
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#fail = undefined;
      this.#onAnswer = undefined;
      this.#handle?.keepAlive(false);
    }
  }

  #start(): WorkerHandle<Order> {
    const { program, first, workerData } = this.#program;
    const handle: WorkerHandle<Order> = startProgram<Order, Answer>(
      program,
      {
        onAnswer: (answer) => {
          if (this.#handle === handle) this.#onAnswer?.(answer);
        },
        onFailure: () => {
          if (this.#handle === handle) this.close(new WorkerEnded('the worker has ended'));
        },
      },
      workerData,
    );
    handle.post(first(), []);
    return handle;
  }
}
