/** The worker's end of its line to whoever started it: the same in browsers and in Node. */
import { nodeWorkerThreads } from '../platform.ts';

/** Sends a message, and hands over the buffers that are named with it. */
export type Answering<Answer> = (message: Answer, transfer?: readonly ArrayBuffer[]) => void;

/** The side of a dedicated worker's global scope that is used. */
interface Scope {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
}

/**
 * Takes orders from here on. `obey` is the program's own: what it is given came from the thread that started the worker, which
 * speaks the program's language.
 */
export function takeOrders(obey: (order: never) => unknown): Answering<unknown> {
  const port = nodeWorkerThreads()?.parentPort;
  const take = (order: unknown): void => {
    obey(order as never);
  };
  if (port) {
    port.on('message', take);
    return (message, transfer = []) => {
      port.postMessage(message, transfer);
    };
  }
  const scope = globalThis as unknown as Scope;
  scope.onmessage = (event): void => {
    take(event.data);
  };
  return (message, transfer = []) => {
    scope.postMessage(message, transfer);
  };
}
