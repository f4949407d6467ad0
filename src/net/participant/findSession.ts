import type { CoordinatorApi, SessionGone } from './coordinatorApi.ts';
import { withRetry } from './withRetry.ts';
import type { SessionJson } from '../wire/sessionJson.ts';

/** The session to look for. */
export interface Sought {
  readonly task: string;
  /** The round; if omitted, the latest round that is open to join. */
  readonly round?: number | undefined;
}

/** The same, of later rounds alone. */
export interface SoughtLater extends Sought {
  /** Only rounds after this one. */
  readonly after?: number | undefined;
}

/**
 * Why there is no session to join yet, according to the coordinator's list. Nothing in it is
 * authenticated.
 */
export type SearchStatus =
  /** No session has this task; `tasks` are those of the sessions in the list. */
  | { readonly kind: 'no-task'; readonly tasks: readonly string[] }
  /** The task has no session of this round; `rounds` are those that it has. */
  | { readonly kind: 'no-round'; readonly rounds: readonly number[] }
  /** The task's latest round is no longer open to join: its session is in this state. */
  | { readonly kind: 'no-open-round'; readonly round: number; readonly state: string };

/** Time between two requests for the list of sessions, in milliseconds. */
const LOOK_MS = 1000;

/**
 * Waits until a session of a task is open to join.
 *
 * @param onSearch - Called with the reason for waiting, at first and whenever it changes.
 * @returns the session; or `gone` if the requested round is no longer open to join, since waiting
 *   does not change that
 * @throws CoordinatorUnreachable if retries do not help; the reason of `signal`
 */
export async function findSession(
  api: CoordinatorApi,
  { task, round, after = -1 }: SoughtLater,
  onSearch: ((status: SearchStatus) => void) | undefined,
  signal: AbortSignal | undefined,
): Promise<SessionJson | SessionGone> {
  let told = '';
  for (;;) {
    const sessions = await withRetry(signal, () => api.sessions());
    const ofTask = sessions.filter((session) => session.task === task);
    const ofRound = ofTask.filter((session) => round === undefined || session.round === round);
    const open = ofRound.findLast(
      (session) => session.state === 'advertise' && session.round > after,
    );
    if (open) return open;
    const [last] = ofRound.slice(-1);
    if (last && round !== undefined) return goneBy(last);
    const status = statusOf(sessions, ofTask, last);
    if (JSON.stringify(status) !== told) onSearch?.(status);
    told = JSON.stringify(status);
    await pause(LOOK_MS, signal);
  }
}

function statusOf(
  all: readonly SessionJson[],
  ofTask: readonly SessionJson[],
  last: SessionJson | undefined,
): SearchStatus {
  if (last) return { kind: 'no-open-round', round: last.round, state: last.state };
  if (ofTask.length === 0) {
    return { kind: 'no-task', tasks: [...new Set(all.map(({ task }) => task))] };
  }
  return { kind: 'no-round', rounds: [...new Set(ofTask.map(({ round }) => round))] };
}

/** A round has only one session, and clients can join it only during Advertise. */
function goneBy({ round, state }: SessionJson): SessionGone {
  const ended = state === 'published' || state === 'aborted';
  const where = ended ? `has ended (${state})` : `is already in phase ${state}`;
  const message = `round ${round} ${where} and can no longer be joined; join another round`;
  return { kind: 'gone', code: 'phase-bound', message };
}

/** Resolves after a time; rejects with the reason of `signal` if that aborts first. */
function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) stop();
  });
}
