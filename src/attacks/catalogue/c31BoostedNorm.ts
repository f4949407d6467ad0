import type { Attack } from '../attack.ts';
import { boostCounted, boosting, provingInstead } from '../harness/boost.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { provenScenario } from '../harness/proofBench.ts';
import { PROVEN_BOUND } from '../harness/provenInputs.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [BOOSTER] = ids(3);

export const boostedNorm: Attack = {
  id: 'C31',
  title: 'An input within the bound in every coordinate, and far beyond the norm',
  check: 'proof',
  needs: 'prover',
  who: 'client',
  can: 'commit to any input, and make a valid proof of another one',
  steps: [
    'The session asks for a norm of at most 40; it commits to 100 in every coordinate, a norm of 173.',
    'It proves a scaled-down vector under the same blinders, and sends these proofs.',
  ],
  names: 3,
  proves: 'unproven-bounds',
  source: 'Lycklama et al., S&P 2023 (RoFL), §4.2',
  run: async (testBed) => {
    const scenario = await provenScenario(testBed, 'l2');
    const forge = provingInstead(scenario, (values) => values.map((x) => Math.trunc(x / 5)));
    const deviation = boosting(scenario, (own) => own.map(() => PROVEN_BOUND), forge);
    const deviating = { [BOOSTER!]: CorruptClient.joiner(deviation) };
    const { alarms, published } = await runRound(scenario, { deviating });
    const vector = new Int32Array(3).fill(PROVEN_BOUND);
    const { gain } = await boostCounted(scenario, published, BOOSTER!, vector);
    return outcomeOf(alarms, gain);
  },
};
