import pRetry, { AbortError } from 'p-retry';
import { StoreError } from '../eventStore.ts';

/** SQLSTATE classes (PostgreSQL's documentation, appendix A) of what passes: connections, resources, a server that stops or starts. */
const PASSING_CLASSES = ['08', '40', '53', '57'];

/** And single states: a standby, to which nothing can be written until it has taken over; a statement that took too long. */
const PASSING_STATES = ['25006', '25P03', '55P03'];

/** Of the operating system and the resolver. */
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

/** What the driver says, without a code, of a connection that broke or a server that does not answer. */
const PASSING_SENTENCES = /terminat|timeout|timed out|not queryable|connection error/i;

/** Whether a failure of the database may pass without anyone's doing. */
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

/** A failure as the store's own. The driver's sentences name users and databases, and no passwords. */
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
 * Asks again, for about ten seconds, while the failure may pass: a database that is started again is not gone. What is asked must
 * bear to be done twice, as an answer may have got lost.
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
