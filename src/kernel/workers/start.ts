/** Starts the kernel's workers. */
import { WORKER } from '../generated/worker.ts';
import { startProgram, type WorkerHandle, type WorkerListener } from './program.ts';
import type { Answer, Order } from './tasks.ts';

/**
 * Starts a worker of the kernel. If the platform has no workers or a policy forbids them, throws,
 * or calls `onFailure` later.
 */
export function startWorker(listener: WorkerListener<Answer>): WorkerHandle<Order> {
  return startProgram(WORKER, listener);
}
