/** Starting a worker of the kernel's own. */
import { WORKER } from '../generated/worker.ts';
import { startProgram, type WorkerHandle, type WorkerListener } from './program.ts';
import type { Answer, Order } from './tasks.ts';

/** Starts a worker. Throws, or calls `onFailure` later, where the platform has none or a policy forbids it. */
export function startWorker(listener: WorkerListener<Answer>): WorkerHandle<Order> {
  return startProgram(WORKER, listener);
}
