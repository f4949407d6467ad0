import type { Attack } from '../attack.ts';
import { boostCounted, boosting } from '../harness/boost.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { planesScenario, provingDigitsOf } from '../harness/planesBench.ts';
import { PROVEN_SQUARED_NORM } from '../harness/provenInputs.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [LONG] = ids(3);

/** Its input, and the nearest one for which the statement is true. */
const INPUT = Int32Array.of(Math.sqrt(PROVEN_SQUARED_NORM), 1, 0);
const DECENT = Int32Array.of(Math.sqrt(PROVEN_SQUARED_NORM), 0, 0);

export const normOneTooLong: Attack = {
  id: 'C38',
  title: 'A squared norm that is one too large, with a proof by digit planes',
  check: 'proof',
  who: 'client',
  can: 'commit to any input, and run the prover on other digits',
  steps: [
    'The session asks for a squared norm of at most 1600; it commits to (40, 1, 0), whose squared norm is 1601.',
    'It makes the proof of exactly this commitment, session and client, but from the digits of (40, 0, 0).',
  ],
  names: 3,
  proves: 'unproven-bounds',
  source: 'Lycklama et al., S&P 2023 (RoFL), §4.2',
  run: async (testBed) => {
    const scenario = planesScenario(testBed, { kind: 'l2', maxSquaredNorm: PROVEN_SQUARED_NORM });
    const forge = provingDigitsOf(scenario, () => DECENT);
    const deviation = boosting(scenario, () => INPUT, forge);
    const deviating = { [LONG!]: CorruptClient.joiner(deviation) };
    const { alarms, published } = await runRound(scenario, { deviating });
    const { gain } = await boostCounted(scenario, published, LONG!, INPUT);
    return outcomeOf(alarms, gain);
  },
};
