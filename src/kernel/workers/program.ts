/** Starts workers from source text, which bundlers and loaders leave unchanged. */
import { nodeWorkerThreads, type NodeWorkerThreads } from '../platform.ts';

/** A running worker, on any platform. */
export interface WorkerHandle<Order> {
  post(order: Order, transfer: ArrayBuffer[]): void;
  /** Whether the worker keeps the process alive. */
  keepAlive(wanted: boolean): void;
  terminate(): void;
}

/**
 * Receives a worker's messages. `onFailure`: the worker could not start, or has ended unexpectedly.
 */
export interface WorkerListener<Answer> {
  onAnswer(answer: Answer): void;
  onFailure(): void;
}

function startInNode<Order, Answer>(
  { Worker }: NodeWorkerThreads,
  program: string,
  listener: WorkerListener<Answer>,
  workerData: unknown,
): WorkerHandle<Order> {
  // Without the parent's flags: the program imports nothing, so a loader among them would only cost
  // time.
  const worker = new Worker(program, { eval: true, execArgv: [], workerData });
  worker.on('message', (message) => {
    listener.onAnswer(message as Answer);
  });
  worker.on('error', () => {
    listener.onFailure();
  });
  worker.on('exit', () => {
    listener.onFailure();
  });
  worker.unref();
  return {
    post: (order, transfer) => {
      worker.postMessage(order, transfer);
    },
    keepAlive: (wanted) => {
      if (wanted) worker.ref();
      else worker.unref();
    },
    terminate: () => {
      void worker.terminate();
    },
  };
}

function startOnTheWeb<Order, Answer>(
  program: string,
  listener: WorkerListener<Answer>,
): WorkerHandle<Order> {
  const url = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
  const worker = new Worker(url);
  const settled = (): void => {
    URL.revokeObjectURL(url);
  };
  worker.onmessage = (event: MessageEvent<Answer>): void => {
    settled();
    listener.onAnswer(event.data);
  };
  worker.onerror = (event): void => {
    event.preventDefault();
    settled();
    listener.onFailure();
  };
  return {
    post: (order, transfer) => {
      worker.postMessage(order, transfer);
    },
    keepAlive: () => undefined,
    terminate: () => {
      settled();
      worker.terminate();
    },
  };
}

/**
 * Starts a worker. If the platform has no workers or a policy forbids them, throws, or calls
 * `onFailure` later.
 *
 * @param program - source text of a classic script
 * @param workerData - `workerData` of the program in Node
 */
export function startProgram<Order, Answer>(
  program: string,
  listener: WorkerListener<Answer>,
  workerData?: unknown,
): WorkerHandle<Order> {
  const threads = nodeWorkerThreads();
  return threads === undefined
    ? startOnTheWeb(program, listener)
    : startInNode(threads, program, listener, workerData);
}
