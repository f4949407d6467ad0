/** Sessions that deliver their sum. */
import { planesScenario } from '../../../src/attacks/harness/planesBench.ts';
import { scenarioOf, type Scenario } from '../../../src/attacks/harness/scenario.ts';
import type { CodedDemand } from '../../../src/schemes/coded/demand.ts';
import { ALL_CHECKS } from '../../../src/session/checks/enabledChecks.ts';
import { kernel } from '../../support/federation.ts';
import { transparentProofs } from '../../support/transparentProofs.ts';

const testBed = { kernel, checks: ALL_CHECKS };
const double = transparentProofs('linf');

/** The scheme in which a number of answers give the sum. */
function codedBy(recovery: number): CodedDemand {
  return { kind: 'coded', recovery };
}

/** Sizes of sessions that deliver: t ≤ n − n_C − dropouts, with U in between. */
const SIZES = [
  { clients: 7, threshold: 5, maxCorrupt: 2, maxDropouts: 0, recovery: 4 },
  { clients: 6, threshold: 4, maxCorrupt: 1, maxDropouts: 1, recovery: 3 },
  { clients: 4, threshold: 3, maxCorrupt: 1, maxDropouts: 0, recovery: 3 },
];

/** A session with a stand-in for proofs. @param seed - draws its size */
export function doubled(seed: number): Scenario {
  const { recovery, ...sizes } = SIZES[seed % SIZES.length]!;
  const { setup } = double.prover;
  const proofs = {
    system: 'groth16',
    statement: { kind: 'linf' },
    setup: setup.digest,
    checking: { mode: 'full' },
  } as const;
  const scheme = codedBy(recovery);
  return { ...scenarioOf(testBed, { ...sizes, scheme, proofs }), ...double };
}

/** A session of four clients with proofs by digit planes. */
export function proven(): Scenario {
  const { recovery, ...sizes } = SIZES[2]!;
  return planesScenario(testBed, { kind: 'linf' }, { ...sizes, scheme: codedBy(recovery) });
}
