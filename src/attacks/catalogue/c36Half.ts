import { fieldReduce } from '../../crypto/field.ts';
import { FIELD_ORDER } from '../../kernel/kernel.ts';
import type { Attack } from '../attack.ts';
import { boosting, roundSpoiled } from '../harness/boost.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { committingTo } from '../harness/oddCommitment.ts';
import { planesScenario, provingDigitsOf } from '../harness/planesBench.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [SPOILER] = ids(3);
const HALF = fieldReduce((FIELD_ORDER + 1n) / 2n);

export const half: Attack = {
  id: 'C36',
  title: 'A coordinate that is one half modulo ℓ',
  check: 'proof',
  scheme: 'pairwise',
  who: 'client',
  can: 'commit to any field elements, and run the prover on other digits',
  steps: [
    'In its commitment, and there only, the first coordinate is larger by (ℓ + 1) / 2: the inverse of 2, which is no integer within any bound.',
    'It makes the proof of exactly this commitment, but from the digits of its input without the half.',
    'No sum of integers opens the sum of commitments; without proofs the round is lost, and nobody can say by whom.',
  ],
  names: 3,
  proves: 'unproven-bounds',
  source: 'ours',
  run: async (testBed) => {
    const scenario = planesScenario(testBed, { kind: 'linf' });
    const forge = provingDigitsOf(scenario, (values) => values);
    const own = boosting(scenario, (values) => values, forge);
    const deviation = committingTo(own, { column: 0, value: HALF });
    const deviating = { [SPOILER!]: CorruptClient.joiner(deviation) };
    const round = await runRound(scenario, { deviating });
    return outcomeOf(round.alarms, roundSpoiled(scenario, round, SPOILER!));
  },
};
