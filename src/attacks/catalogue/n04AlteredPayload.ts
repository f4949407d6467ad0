import { ACCUSATIONS_LENGTH_BYTES } from '../../messages/commit.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { runRound } from '../harness/round.ts';
import { everyone, ids, plainSum, sameVector, scenarioOf } from '../harness/scenario.ts';

const [SENDER] = ids(0);

export const alteredPayload: Attack = {
  id: 'N04',
  title: 'A payload is altered on its way, and the sum spoilt',
  check: 'payload-digest',
  who: 'network',
  can: 'change bytes, and deliver the right ones afterwards',
  steps: [
    'It flips one bit of a masked payload, which no signature covers directly.',
    'The sum opens no commitments, and nobody can tell whose payload was wrong.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const { alarms, published } = await runRound(scenario, {
      up: (phase, from, message) => {
        if (phase !== 'commit' || from !== SENDER) return [message];
        const attachment = message.attachment!.slice();
        attachment[ACCUSATIONS_LENGTH_BYTES + scenario.session.commitmentBytes]! ^= 1;
        return [{ ...message, attachment }, message];
      },
    });
    const right = sameVector(published?.sum, plainSum(scenario, everyone(scenario)));
    return outcomeOf(alarms, {
      succeeded: !right,
      gained: right ? 'nothing' : 'a round that ended without a sum, and nobody to blame',
    });
  },
};
