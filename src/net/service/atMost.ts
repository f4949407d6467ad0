import { setTimeout } from 'node:timers/promises';

/**
 * Waits for work to finish, but no longer than a number of milliseconds: for closing connections to
 * a peer that may not respond.
 */
export async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const late = setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
  try {
    await Promise.race([work, late]);
  } finally {
    waiting.abort();
  }
}
