import { scalarFromBytes, scalarReduce, scalarToBytes } from '../../crypto/scalar.ts';
import { maskingUnmaskCodec } from '../../schemes/masking/messages.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { bodyOf, isOf, resigned } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';
import { lostUnnamed } from '../harness/spoiltRound.ts';

const [HOLDER, DEALER] = ids(0, 1);

export const wrongShare: Attack = {
  id: 'C10',
  title: 'A holder reveals a wrong share, and the round is lost',
  check: 'share-matches',
  scheme: 'pairwise',
  who: 'client',
  can: 'answer Unmask with any shares',
  steps: [
    'It adds 1 to the share that an honest client dealt to it.',
    'The rebuilt seed is nobody’s, a mask stays on the sum, and nobody can say by whom.',
  ],
  names: 0,
  proves: 'wrong-share',
  source: 'ours; unverified shares are a known gap of Bonawitz-type implementations',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const codec = maskingUnmaskCodec(scenario.roster.size);
    const deviation = CorruptClient.joiner({
      says: (message, { id }) => {
        if (!isOf('unmask', message)) return message;
        const body = bodyOf(codec, message);
        const schemeBody = body.schemeBody.map((revealed) =>
          revealed.client === DEALER
            ? {
                ...revealed,
                share: scalarToBytes(scalarReduce(scalarFromBytes(revealed.share)! + 1n)),
              }
            : revealed,
        );
        return resigned(scenario, id, 'unmask', codec, { ...body, schemeBody });
      },
    });
    const outcome = await runRound(scenario, { deviating: { [HOLDER!]: deviation } });
    return outcomeOf(outcome.alarms, lostUnnamed(outcome, HOLDER!));
  },
};
