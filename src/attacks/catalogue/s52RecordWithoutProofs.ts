import type { Attack } from '../attack.ts';
import { boostCounted, boosting } from '../harness/boost.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { PROVEN_BOUND, smallInputs } from '../harness/provenInputs.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [BOOSTER] = ids(3);
const BOOSTED = 3 * PROVEN_BOUND;

export const recordWithoutProofs: Attack = {
  id: 'S52',
  title: 'A record without proofs, shown to a verifier that needs bounded inputs',
  check: 'policy-proofs',
  who: 'coordinator',
  can: 'choose what a session requires, and use one corrupt client',
  steps: [
    'It runs a session without proofs, in which its client commits to 300 in every coordinate where B = 100.',
    'The record is a true one; a verifier that wants bounded inputs must say so.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const sizes = { clients: 4, threshold: 3, bound: PROVEN_BOUND };
    const scenario = smallInputs(scenarioOf(testBed, sizes));
    const deviation = boosting(scenario, (own) => own.map(() => BOOSTED));
    const deviating = { [BOOSTER!]: CorruptClient.joiner(deviation) };
    const { published } = await runRound(scenario, { deviating });
    const vector = new Int32Array(3).fill(BOOSTED);
    const wanted = { proofs: { kind: 'linf' } } as const;
    const { gain, report } = await boostCounted(scenario, published, BOOSTER!, vector, wanted);
    return outcomeOf(alarmsOf(report!), gain);
  },
};
