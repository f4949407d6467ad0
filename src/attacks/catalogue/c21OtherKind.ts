import { fieldToBytes } from '../../crypto/field.ts';
import { pairwiseUnmaskCodec } from '../../schemes/pairwise/messages.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { bodyOf, isOf, resigned } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [HOLDER, DEALER] = ids(0, 1);

export const otherKind: Attack = {
  id: 'C21',
  title: 'A holder reveals a share of the other secret, and an honest dealer is blamed',
  check: 'answer-exact',
  who: 'client',
  can: 'answer Unmask with any shares that it was dealt',
  steps: [
    'Asked for a share of an included client’s seed, it reveals the one of the mask secret, which has a signed digest too.',
    'The rebuilt seed is not the one that the dealer signed: the dealer is named, and the round is lost.',
  ],
  names: 0,
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const codec = pairwiseUnmaskCodec(scenario.roster.size);
    const deviation = CorruptClient.joiner({
      says: (message, { id, held }) => {
        if (!isOf('unmask', message)) return message;
        const share = fieldToBytes(held.get(DEALER!)!.maskShare);
        const body = bodyOf(codec, message);
        const schemeBody = body.schemeBody.map((revealed) =>
          revealed.client === DEALER
            ? { ...revealed, kind: 'mask-secret' as const, share }
            : revealed,
        );
        return resigned(scenario, id, 'unmask', codec, { ...body, schemeBody });
      },
    });
    const { alarms, published } = await runRound(scenario, { deviating: { [HOLDER!]: deviation } });
    const succeeded = published === undefined && alarms.some(({ culprit }) => culprit === DEALER);
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? 'a lost round, for which an honest dealer is named' : 'nothing',
    });
  },
};
