/** Starting a worker of the kernel. */
import { WORKER } from '../generated/worker.ts';
import { startProgram, type WorkerHandle, type WorkerListener } from './program.ts';
import type { Answer, Order } from './tasks.ts';

/**
 * Starts a worker. Throws, or calls `onFailure` later, if the platform has no workers or a policy
 * forbids them.
 */
export function startWorker(listener: WorkerListener<Answer>): WorkerHandle<Order> {
  return startProgram(WORKER, listener);
}
