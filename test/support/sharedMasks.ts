import { setTimeout } from 'node:timers/promises';
import type { Kernel, Mask } from '../../src/kernel/kernel.ts';
import { connectionsTo } from '../../src/net/service/postgres/connection.ts';
import { openEngine } from '../../src/net/service/postgres/unmasking/engine.ts';
import {
  openSharedMasks,
  type SharedMasks,
  type SharedMasksOptions,
} from '../../src/net/service/postgres/unmasking/sharedMasks.ts';
import { seedOf } from './federation.ts';

/** Masks of both signs. */
export function masksFrom(count: number): Mask[] {
  return Array.from({ length: count }, (_, i) => ({
    key: seedOf(`mask ${i}`),
    sign: i % 3 === 1 ? -1 : 1,
  }));
}

/** A process's part in unmasking, which shares any work at all, in pieces of two masks unless told otherwise. */
export function shareAny(
  url: string,
  options: Partial<SharedMasksOptions> & Pick<SharedMasksOptions, 'kernel'>,
): Promise<SharedMasks> {
  const rest = { onFault: () => undefined, atOnce: 1, worthFrom: 0, masksInPiece: 2 };
  return openSharedMasks(url, { ...rest, ...options });
}

/** What one of the processes does every minute. */
export async function housekeeping(url: string): Promise<void> {
  const { pool } = await connectionsTo(url);
  const faults: unknown[] = [];
  const engine = await openEngine(pool, (error) => faults.push(error));
  await engine.maintain();
  await engine.stop({ graceful: false });
  await pool.end();
  if (faults.length > 0) throw new AggregateError(faults);
}

/**
 * Two functions that resolve once both were called, or after 30 seconds: so that each of two processes has a piece of what they share,
 * however late one of them looks at the queue.
 */
export function meeting(): readonly [() => Promise<void>, () => Promise<void>] {
  const come = new Set<number>();
  let open: () => void = () => undefined;
  const met = new Promise<void>((resolve) => (open = resolve));
  const meet = async (name: number): Promise<void> => {
    come.add(name);
    if (come.size === 2) open();
    await Promise.race([met, setTimeout(30_000, undefined, { ref: false })]);
  };
  return [() => meet(1), () => meet(2)];
}

/** A kernel that adds its masks through `step`, which may do more, or never do it. */
export function kernelThat(
  kernel: Kernel,
  step: (add: () => Promise<void>) => Promise<void>,
): Kernel {
  return {
    ...kernel,
    addMasks: (into, masks, options) => step(() => kernel.addMasks(into, masks, options)),
  };
}
