import type { Attack } from '../attack.ts';
import { boostCounted, boosting } from '../harness/boost.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { planesScenario, provingDigitsOf } from '../harness/planesBench.ts';
import { PROVEN_BOUND } from '../harness/provenInputs.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [BOOSTER] = ids(3);

/** Its input, and the nearest one for which the statement is true. */
const INPUT = Int32Array.of(PROVEN_BOUND + 1, 0, 0);
const DECENT = Int32Array.of(PROVEN_BOUND, 0, 0);

export const oneAboveTheBound: Attack = {
  id: 'C34',
  title: 'One coordinate that is one above the bound, with a proof by digit planes',
  check: 'proof',
  who: 'client',
  can: 'commit to any input, and run the prover on other digits',
  steps: [
    'In a session with B = 100 it commits to 101 in its first coordinate.',
    'It makes the proof of exactly this commitment, session and client, but from the digits of 100.',
    'The rounds add up; the opening of the commitment does not.',
  ],
  names: 3,
  proves: 'unproven-bounds',
  source: 'Lycklama et al., S&P 2023 (RoFL); Lipmaa, Asokan and Niemi, FC 2002 (exact ranges)',
  run: async (testBed) => {
    const scenario = planesScenario(testBed, { kind: 'linf' });
    const forge = provingDigitsOf(scenario, () => DECENT);
    const deviation = boosting(scenario, () => INPUT, forge);
    const deviating = { [BOOSTER!]: CorruptClient.joiner(deviation) };
    const { alarms, published } = await runRound(scenario, { deviating });
    const { gain } = await boostCounted(scenario, published, BOOSTER!, INPUT);
    return outcomeOf(alarms, gain);
  },
};
