import { fieldReduce } from '../../crypto/field.ts';
import type { Attack } from '../attack.ts';
import { boosting, roundSpoiled } from '../harness/boost.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { committingTo } from '../harness/oddCommitment.ts';
import { planesScenario, provingDigitsOf } from '../harness/planesBench.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [SPOILER] = ids(3);

export const behindTheLast: Attack = {
  id: 'C37',
  title: 'A value behind the last coordinate of a row',
  check: 'proof',
  scheme: 'pairwise',
  who: 'client',
  can: 'commit to any field elements, and run the prover on other digits',
  steps: [
    'A row has 512 columns and the input 3 coordinates; in its commitment, and there only, column 3 holds a 5.',
    'It makes the proof of exactly this commitment, but from the digits of its input.',
    'The sum has no such coordinate, so it does not open the sum of commitments; without proofs the round is lost, and nobody can say by whom.',
  ],
  names: 3,
  proves: 'unproven-bounds',
  source: 'ours',
  run: async (testBed) => {
    const scenario = planesScenario(testBed, { kind: 'linf' });
    const forge = provingDigitsOf(scenario, (values) => values);
    const own = boosting(scenario, (values) => values, forge);
    const deviation = committingTo(own, { column: 3, value: fieldReduce(5n) });
    const deviating = { [SPOILER!]: CorruptClient.joiner(deviation) };
    const round = await runRound(scenario, { deviating });
    return outcomeOf(round.alarms, roundSpoiled(scenario, round, SPOILER!));
  },
};
