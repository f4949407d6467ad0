import { setTimeout } from 'node:timers/promises';

/** Waits for work, and no longer than so many milliseconds: for farewells to who may not answer any more. */
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
