import { fieldAdd, fieldFromBytes, fieldToBytes } from '../../crypto/field.ts';
import { pairwiseUnmaskCodec } from '../../schemes/pairwise/messages.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { bodyOf, isOf, resigned } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [HOLDER, DEALER] = ids(0, 1);

export const wrongShare: Attack = {
  id: 'C10',
  title: 'A holder reveals a wrong share, and an honest dealer is blamed',
  check: 'share-matches',
  who: 'client',
  can: 'answer Unmask with any shares',
  steps: [
    'It adds 1 to the share that an honest client dealt to it.',
    'The rebuilt seed is not the one that the dealer signed: the dealer is named, and the round is lost.',
  ],
  names: 0,
  proves: 'wrong-share',
  source: 'ours; unverified shares are a known gap of Bonawitz-type implementations',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const codec = pairwiseUnmaskCodec(scenario.roster.size);
    const deviation = CorruptClient.joiner({
      says: (message, { id }) => {
        if (!isOf('unmask', message)) return message;
        const body = bodyOf(codec, message);
        const schemeBody = body.schemeBody.map((revealed) =>
          revealed.client === DEALER
            ? { ...revealed, share: fieldToBytes(fieldAdd(fieldFromBytes(revealed.share)!, 1n)) }
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
