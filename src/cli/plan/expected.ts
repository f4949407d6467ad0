import type { Session } from '../../session/session.ts';
import { UNIT_COSTS, type UnitCosts } from './unitCosts.ts';
import { type Worker, workOf } from './work.ts';

/** CPU milliseconds of all threads that each party is expected to take for one session. */
export type ExpectedTimes = Readonly<Record<Worker, number>>;

/** Work times what its steps cost. */
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
