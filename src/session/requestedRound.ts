import type { EnabledChecks } from './checks/enabledChecks.ts';
import type { Session } from './session.ts';

/** The task and round that a caller wants to join, or whose record it wants. */
export interface RequestedRound {
  readonly task: string;
  /** Any round of the task if omitted. */
  readonly round?: number | undefined;
}

/**
 * Requires a session to have the requested task and round.
 *
 * @throws CheckFailure `policy-task`
 */
export function requireRequested(
  checks: EnabledChecks,
  { task, round }: RequestedRound,
  { parameters }: Session,
): void {
  const holds = parameters.task === task && (round === undefined || parameters.round === round);
  checks.require('policy-task', holds, () => ({
    message: `the session is ${roundText(parameters)}, and ${roundText({ task, round })} was asked for`,
  }));
}

/** A round in words, for messages. */
function roundText({ task, round }: RequestedRound): string {
  const which = round === undefined ? 'a round' : `round ${round}`;
  return `${which} of ${JSON.stringify(task)}`;
}
