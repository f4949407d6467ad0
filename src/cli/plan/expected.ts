import type { Session } from '../../session/session.ts';
import { UNIT_COSTS, type UnitCosts } from './unitCosts.ts';
import { type Worker, workOf } from './work.ts';

/** Expected CPU time of each party for one session, in milliseconds over all threads. */
export type ExpectedTimes = Readonly<Record<Worker, number>>;

/**
 * Multiplies the work of a session by the cost of each step.
 *
 * @param dropped - Number of clients that drop out after Share.
 * @param units - Cost of each step; default: those that were measured.
 */
export function expectedTimes(
  session: Session,
  dropped: number,
  units: UnitCosts = UNIT_COSTS,
): ExpectedTimes {
  const work = workOf(session, dropped);
  return {
    client: cost(work.client, units.client),
    coordinator: cost(work.coordinator, units.coordinator),
    verifier: cost(work.verifier, units.verifier),
  };
}

function cost<Step extends string>(
  counts: Readonly<Record<Step, number>>,
  units: Readonly<Record<Step, number>>,
): number {
  const steps = Object.keys(counts) as Step[];
  return steps.reduce((sum, step) => sum + counts[step] * units[step], 0);
}
