/** The worker's side of the connection to the thread that started it, in browsers and in Node. */
import { nodeWorkerThreads } from '../platform.ts';

/** Posts a message to that thread, transferring the given buffers. */
export type Answering<Answer> = (message: Answer, transfer?: readonly ArrayBuffer[]) => void;

/** The part of a dedicated worker's global scope that is used. */
interface Scope {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
}

/**
 * Installs the handler of orders from the thread that started this worker.
 *
 * @param obey - called with each order. Orders are not checked: only that thread can post them
 * @returns a function that posts answers to that thread
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
