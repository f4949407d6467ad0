import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { recommitted } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { everyone, ids, plainSum, sameVector, scenarioOf } from '../harness/scenario.ts';

const [SENDER] = ids(3);

export const equivocation: Attack = {
  id: 'C08',
  title: 'Two different commitments for one slot',
  check: 'one-envelope',
  scheme: 'pairwise',
  who: 'client',
  can: 'sign any number of envelopes',
  steps: [
    'It sends its commitment and payload, and then another with a payload of nonsense.',
    'If the second counts, both payloads are in the total and one commitment is in the list: the round is lost.',
  ],
  names: 3,
  proves: 'equivocation',
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const { alarms, published } = await runRound(scenario, {
      deviating: { 3: CorruptClient.joiner() },
      up: (phase, from, message) => {
        if (phase !== 'commit' || from !== SENDER) return [message];
        const payload = new Uint8Array(scenario.session.payloadBytes).fill(1);
        return [message, recommitted(scenario, from, message, () => ({ payload }))];
      },
    });
    const right = sameVector(published?.sum, plainSum(scenario, everyone(scenario)));
    return outcomeOf(alarms, {
      succeeded: !right,
      gained: right ? 'nothing' : 'a round that ended without a sum, by one message more',
    });
  },
};
