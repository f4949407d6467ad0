import { maskingUnmaskCodec } from '../../schemes/masking/messages.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { bodyOf, isOf, resigned } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [HOLDER, DEALER, LATE] = ids(0, 1, 2);

export const shareLeftOut: Attack = {
  id: 'C21',
  title: 'A holder leaves a share out of its answer, and the round is lost',
  check: 'answer-exact',
  scheme: 'pairwise',
  who: 'client',
  can: 'answer Unmask with any shares',
  steps: [
    'One honest client is late, so that the deviating one’s answer is needed.',
    'That answer counts as one of t, and has no share of one dealer’s seed.',
    'The seed is not rebuilt, its mask stays on the sum, and nobody can say by whom.',
  ],
  names: 0,
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const codec = maskingUnmaskCodec(scenario.roster.size);
    const deviation = CorruptClient.joiner({
      says: (message, { id }) => {
        if (!isOf('unmask', message)) return message;
        const body = bodyOf(codec, message);
        const schemeBody = body.schemeBody.filter(({ client }) => client !== DEALER);
        return resigned(scenario, id, 'unmask', codec, { ...body, schemeBody });
      },
    });
    const { alarms, published } = await runRound(scenario, {
      deviating: { [HOLDER!]: deviation },
      down: (phase, to, message) => (phase === 'unmask' && to === LATE ? undefined : message),
    });
    const named = alarms.some(({ culprit }) => culprit === HOLDER);
    const succeeded = published === undefined && !named;
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? 'a round that ended without a sum, and nobody to blame' : 'nothing',
    });
  },
};
