import type { Attack } from '../attack.ts';
import { boosting, roundSpoiled } from '../harness/boost.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { provenScenario } from '../harness/proofBench.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [WRAPPER] = ids(3);

export const wrappedValue: Attack = {
  id: 'C32',
  title: 'A value that runs over into its neighbour’s slot spoils the sum of all',
  check: 'proof',
  needs: 'prover',
  who: 'client',
  can: 'commit to any input, and to values larger than a slot',
  steps: [
    'Its first coordinate is 2^w, where w bits make a slot: masked and summed, it reads as 1 in the second coordinate.',
    'The sum that comes out opens no sum of commitments; without proofs the round is lost, and nobody can say by whom.',
  ],
  names: 3,
  proves: 'unproven-bounds',
  source: 'ours',
  run: async (testBed) => {
    const scenario = await provenScenario(testBed, 'linf');
    const { slotBits } = scenario.session.layout;
    const wrap = (own: Int32Array): Int32Array => own.map((x, i) => (i === 0 ? 2 ** slotBits : x));
    const deviating = { [WRAPPER!]: CorruptClient.joiner(boosting(scenario, wrap)) };
    const round = await runRound(scenario, { deviating });
    return outcomeOf(round.alarms, roundSpoiled(scenario, round, WRAPPER!));
  },
};
