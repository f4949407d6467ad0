import type { Attack } from '../attack.ts';
import { boostCounted, boosting, provingInstead } from '../harness/boost.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { provenScenario } from '../harness/proofBench.ts';
import { PROVEN_BOUND } from '../harness/provenInputs.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [BOOSTER] = ids(3);
const BOOSTED = 3 * PROVEN_BOUND;

export const boostedInput: Attack = {
  id: 'C01',
  title: 'An input boosted far beyond the bound, which the sum still has room for',
  check: 'proof',
  needs: 'prover',
  who: 'client',
  can: 'commit to any input, and make a valid proof of another one',
  steps: [
    'In a session of four clients with B = 100 it commits to 300 in every coordinate, as much as all four together may have.',
    'It proves its commitment to 100 in every coordinate under the same blinders, and sends that proof.',
    'The sum is in range and opens the commitments: only the proof is of something else.',
  ],
  names: 3,
  proves: 'unproven-bounds',
  source: 'Bagdasaryan et al., AISTATS 2020 (model replacement); Lycklama et al., S&P 2023 (RoFL)',
  run: async (testBed) => {
    const scenario = await provenScenario(testBed, 'linf');
    const forge = provingInstead(scenario, (values) => values.map(() => PROVEN_BOUND));
    const deviation = boosting(scenario, (own) => own.map(() => BOOSTED), forge);
    const deviating = { [BOOSTER!]: CorruptClient.joiner(deviation) };
    const { alarms, published } = await runRound(scenario, { deviating });
    const vector = new Int32Array(3).fill(BOOSTED);
    const { gain } = await boostCounted(scenario, published, BOOSTER!, vector);
    return outcomeOf(alarms, gain);
  },
};
