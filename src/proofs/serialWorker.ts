/**
 * A worker that runs one job at a time. Started for the first job, reused for the next, and
 * terminated by an abort.
 */
import { startProgram, type WorkerHandle } from '../kernel/workers/program.ts';

/** The worker could not be started, or ended during a job. */
export class WorkerEnded extends Error {
  override readonly name = 'WorkerEnded';
}

/** Settles a job from an answer of the worker. */
export interface Job<Result> {
  resolve(result: Result): void;
  reject(reason: Error): void;
}

/** What a worker is started with. */
export interface WorkerProgram<Order> {
  /** Source text of a classic script. */
  readonly program: string;
  /** Makes the first order, posted whenever a worker is started. */
  readonly first: () => Order;
  /** `workerData` of the program in Node. */
  readonly workerData?: unknown;
}

/** One worker, with the orders posted to it and its answers. */
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
   * Runs a job after those requested before.
   *
   * @param transfer - buffers to transfer with the order
   * @param settle - called with each answer; resolves or rejects the job at the last one
   * @throws WorkerEnded if the worker could not be started or ended
   * @throws the signal's reason if it aborts; the worker is then terminated
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

  /**
   * Terminates the worker. A job in progress is rejected with `reason`; a later job starts a new
   * worker.
   */
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
