import type { Attack } from '../attack.ts';
import { boostCounted, boosting, provingInstead } from '../harness/boost.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { provenScenario } from '../harness/proofBench.ts';
import { PROVEN_BOUND } from '../harness/provenInputs.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [BOOSTER] = ids(3);
const BOOSTED = 3 * PROVEN_BOUND;

export const proofsNobodyChecked: Attack = {
  id: 'S53',
  title: 'A record with proofs that the coordinator let pass',
  check: 'proof',
  needs: 'prover',
  who: 'coordinator',
  can: 'leave out its own checks, and use one corrupt client',
  steps: [
    'Its client commits to 300 in every coordinate where B = 100, and proves something else.',
    'It includes the client, and publishes a record with everyone’s proofs, these among them.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = await provenScenario(testBed, 'linf');
    const forge = provingInstead(scenario, (values) => values.map(() => PROVEN_BOUND));
    const deviation = boosting(scenario, (own) => own.map(() => BOOSTED), forge);
    const { published } = await runRound(scenario, {
      coordinator: NO_CHECKS,
      deviating: { [BOOSTER!]: CorruptClient.joiner(deviation) },
    });
    const vector = new Int32Array(3).fill(BOOSTED);
    const { gain, report } = await boostCounted(scenario, published, BOOSTER!, vector);
    return outcomeOf(alarmsOf(report!), gain);
  },
};
