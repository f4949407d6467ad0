import pRetry, { AbortError } from 'p-retry';
import { StoreError } from '../eventStore.ts';

/**
 * SQLSTATE classes (PostgreSQL documentation, appendix A) of temporary failures: connection,
 * conflict with another transaction, resources, operator intervention.
 */
const PASSING_CLASSES = ['08', '40', '53', '57'];

/**
 * SQLSTATE codes of other temporary failures: a standby that has not taken over yet, an idle
 * transaction that timed out, a lock that is not available.
 */
const PASSING_STATES = ['25006', '25P03', '55P03'];

/** Temporary error codes of the operating system and the resolver. */
const PASSING_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EAI_AGAIN',
];

/**
 * Messages of the driver, without a code, for a broken connection or a server that does not
 * respond.
 */
const PASSING_SENTENCES = /terminat|timeout|timed out|not queryable|connection error/i;

/** Whether a database failure may pass by itself. */
function passes(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return PASSING_SENTENCES.test(error.message);
  return (
    PASSING_CODES.includes(code) ||
    PASSING_STATES.includes(code) ||
    (code.length === 5 && PASSING_CLASSES.includes(code.slice(0, 2)))
  );
}

/**
 * Wraps a database failure in a StoreError. The driver's messages name users and databases, but no
 * passwords.
 */
export function storeErrorOf(where: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { message, code } = error as { message?: string; code?: string };
  const passing = passes(error);
  const advice = passing ? '' : '; see docs/operating.md';
  return new StoreError(`${where}: ${message || code || String(error)}${advice}`, {
    cause: error,
    passing,
  });
}

/**
 * Repeats a database operation for about ten seconds while its failure may pass, for example
 * because the database is restarting. The operation must tolerate being run twice, because its
 * result may have been lost.
 *
 * @throws StoreError
 */
export async function withRetry<T>(where: string, ask: () => Promise<T>): Promise<T> {
  const attempt = (): Promise<T> =>
    ask().catch((error: unknown) => {
      const failure = storeErrorOf(where, error);
      throw failure.passing ? failure : new AbortError(failure);
    });
  return pRetry(attempt, { retries: 8, minTimeout: 50, maxTimeout: 2000, randomize: true });
}
