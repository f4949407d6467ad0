import type { Attack } from '../attack.ts';
import { boosting, roundSpoiled } from '../harness/boost.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { planesScenario, provingDigitsOf } from '../harness/planesBench.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [SPOILER] = ids(3);

export const wrappedDigits: Attack = {
  id: 'C35',
  title: 'A value that runs over into its neighbour’s slot, with a proof by digit planes',
  check: 'proof',
  who: 'client',
  can: 'commit to any input, and run the prover on other digits',
  steps: [
    'Its first coordinate is 2^w, where w bits make a slot: masked and summed, it reads as 1 in the second coordinate.',
    'It makes the proof of exactly this commitment, but from the digits of 0.',
    'The sum that comes out opens no sum of commitments; without proofs the round is lost, and nobody can say by whom.',
  ],
  names: 3,
  proves: 'unproven-bounds',
  source: 'ours',
  run: async (testBed) => {
    const scenario = planesScenario(testBed, { kind: 'linf' });
    const wrapped = Int32Array.of(2 ** scenario.session.layout.slotBits, 0, 0);
    const forge = provingDigitsOf(scenario, () => new Int32Array(3));
    const deviation = boosting(scenario, () => wrapped, forge);
    const deviating = { [SPOILER!]: CorruptClient.joiner(deviation) };
    const round = await runRound(scenario, { deviating });
    return outcomeOf(round.alarms, roundSpoiled(scenario, round, SPOILER!));
  },
};
