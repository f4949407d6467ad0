import pRetry, { AbortError } from 'p-retry';
import { CoordinatorUnreachable } from './unreachable.ts';

/**
 * Asks again, a little later each time, while the coordinator does not answer: it may be starting again. An answer that broke
 * off and is longer than before does not count as none.
 *
 * @throws CoordinatorUnreachable after about forty seconds, or when asking again does not help; the reason of `signal`
 */
export function withRetry<T>(signal: AbortSignal | undefined, ask: () => Promise<T>): Promise<T> {
  return pRetry(
    () =>
      ask().catch((error: unknown) => {
        if (error instanceof CoordinatorUnreachable && error.passing) throw error;
        throw new AbortError(error instanceof Error ? error : String(error));
      }),
    {
      retries: 12,
      minTimeout: 200,
      maxTimeout: 5000,
      randomize: true,
      shouldConsumeRetry: ({ error }) =>
        !(error instanceof CoordinatorUnreachable && error.progressed),
      ...(signal && { signal }),
    },
  );
}
