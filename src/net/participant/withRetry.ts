import pRetry, { AbortError } from 'p-retry';
import { CoordinatorUnreachable } from './unreachable.ts';

/**
 * Repeats a request with growing delays while the coordinator does not respond, for example because
 * it is restarting. An attempt that received part of the response does not count towards the limit.
 *
 * @throws CoordinatorUnreachable after about 40 seconds without progress, or at once if a retry
 *   cannot help; the reason of `signal`; any other error that `ask` throws
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
