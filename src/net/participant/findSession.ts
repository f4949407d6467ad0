import type { CoordinatorApi, SessionGone } from './coordinatorApi.ts';
import { withRetry } from './withRetry.ts';
import type { SessionJson } from '../wire/sessionJson.ts';

/** What is looked for. */
export interface Sought {
  readonly task: string;
  /** The round; the latest that is open where it is left out. */
  readonly round?: number | undefined;
}

/** Why there is no session to join yet. What it says of sessions is the coordinator's word. */
export type SearchStatus =
  /** No session is of the task; those that there are, are of these. */
  | { readonly kind: 'no-task'; readonly tasks: readonly string[] }
  /** The task has no session of the round; it has these rounds. */
  | { readonly kind: 'no-round'; readonly rounds: readonly number[] }
  /** The task's latest round takes nobody in any more: its session is in this state. */
  | { readonly kind: 'no-open-round'; readonly round: number; readonly state: string };

/** Milliseconds between two looks for a session that is not there yet. */
const LOOK_MS = 1000;

/**
 * Waits for a session of a task that is open to join.
 *
 * @param onSearch - told what is waited for, at first and whenever it changes
 * @returns the session; or that the round that is asked for takes nobody in any more, which waiting does not change
 */
export async function findSession(
  api: CoordinatorApi,
  { task, round }: Sought,
  onSearch: ((status: SearchStatus) => void) | undefined,
  signal: AbortSignal | undefined,
): Promise<SessionJson | SessionGone> {
  let told = '';
  for (;;) {
    const sessions = await withRetry(signal, () => api.sessions());
    const ofTask = sessions.filter((session) => session.task === task);
    const ofRound = ofTask.filter((session) => round === undefined || session.round === round);
    const open = ofRound.findLast(({ state }) => state === 'advertise');
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

/** A round has one session, and a session takes clients in during its first phase alone. */
function goneBy({ round, state }: SessionJson): SessionGone {
  const ended = state === 'published' || state === 'aborted';
  const where = ended ? `has ended (${state})` : `is in phase ${state} already`;
  const message = `round ${round} ${where}, and takes nobody in any more; join another round`;
  return { kind: 'gone', code: 'phase-bound', message };
}

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
