import type { Attack } from '../attack.ts';
import { boostCounted, boosting } from '../harness/boost.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { planesScenario, provingDigitsOf } from '../harness/planesBench.ts';
import { PROVEN_BOUND } from '../harness/provenInputs.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [BOOSTER] = ids(3);

const INPUT = Int32Array.of(PROVEN_BOUND + 1, 0, 0);
const DECENT = Int32Array.of(PROVEN_BOUND, 0, 0);

export const unprovenInRecord: Attack = {
  id: 'S54',
  title: 'A record with proofs by digit planes, one of which the coordinator let pass',
  check: 'proof',
  who: 'coordinator',
  can: 'leave out its own checks, and use one corrupt client',
  steps: [
    'Its client commits to 101 in its first coordinate where B = 100, and makes the proof from the digits of 100.',
    'It includes the client, and publishes a record with everyone’s proofs, this one among them.',
    'A verifier checks all proofs of the record in one batch, which does not hold.',
  ],
  source: 'ours; Bellare, Garay and Rabin, EUROCRYPT 1998 (batches)',
  run: async (testBed) => {
    const scenario = planesScenario(testBed, { kind: 'linf' });
    const forge = provingDigitsOf(scenario, () => DECENT);
    const deviation = boosting(scenario, () => INPUT, forge);
    const { published } = await runRound(scenario, {
      coordinator: NO_CHECKS,
      deviating: { [BOOSTER!]: CorruptClient.joiner(deviation) },
    });
    const { gain, report } = await boostCounted(scenario, published, BOOSTER!, INPUT);
    return outcomeOf(alarmsOf(report!), gain);
  },
};
