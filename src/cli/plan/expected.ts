import type { Session } from '../../session/session.ts';
import type { UnitCosts } from './costs.ts';
import { proofsVerified, proofWorkOf } from './proofWork.ts';
import { UNIT_COSTS } from './unitCosts.ts';
import { costedScheme, type Worker, workOf } from './work.ts';

/** Expected CPU time of each party for one session, in milliseconds over all threads. */
export type ExpectedTimes = Readonly<Record<Worker, number>>;

/**
 * Multiplies the work of a session by the cost of each step. Proofs of `groth16` are not included.
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
  const scheme = units.schemes[costedScheme(session)];
  const proof = proofWorkOf(session);
  const included = session.parameters.clients - dropped;
  const proving = proof === undefined ? 0 : cost(proof.client, units.proofs.client);
  const verifying = proof === undefined ? 0 : cost(proof.verifier, units.proofs.verifier);
  return {
    client: cost(work.client, scheme.client) + proving,
    coordinator: cost(work.coordinator, scheme.coordinator) + included * verifying,
    verifier: cost(work.verifier, units.verifier) + proofsVerified(session, included) * verifying,
  };
}

function cost<Step extends string>(
  counts: Readonly<Record<Step, number>>,
  units: Readonly<Record<Step, number>>,
): number {
  const steps = Object.keys(counts) as Step[];
  return steps.reduce((sum, step) => sum + counts[step] * units[step], 0);
}
