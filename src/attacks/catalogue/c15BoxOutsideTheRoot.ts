import { deliveriesCodec, type Delivery } from '../../schemes/masking/messages.ts';
import { pointsOf } from '../../schemes/masking/secrets.ts';
import { agree } from '../../crypto/agreement.ts';
import { sealBox } from '../../crypto/box.ts';
import { scalarToBytes } from '../../crypto/scalar.ts';
import { shareBoxKey } from '../../session/secrets.ts';
import type { ClientId } from '../../session/party.ts';

import { fromBytes, toBytes } from '../../wire/codec.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM, DEALER] = ids(0, 3);

/**
 * What the dealer would deliver if it had dealt 1 and 2: consistent in itself, but not under the
 * root.
 */
function otherDelivery(
  { keys, peers, boxSecret, id }: CorruptClient,
  to: ClientId,
  path: Delivery['path'],
): Delivery {
  const [mask, seed] = [scalarToBytes(1n), scalarToBytes(2n)];
  const [maskPoint, seedPoint] = pointsOf(keys.kernel, [1n, 2n]);
  const boxKey = shareBoxKey(keys, agree(keys.kernel, boxSecret, peers.get(to)!.boxKey), id, to);
  const leaf = {
    box: sealBox(boxKey, Uint8Array.from([...mask, ...seed])),
    maskPoint: maskPoint!,
    seedPoint: seedPoint!,
  };
  return { leaf, path };
}

export const boxOutsideTheRoot: Attack = {
  id: 'C15',
  title: 'A dealer’s second box reaches a holder, who is then blamed for what was in it',
  check: 'share-root',
  scheme: 'pairwise',
  who: 'client',
  can: 'seal a second box, and have the network deliver it in the place of the first',
  steps: [
    'It deals as it should to the coordinator’s eyes.',
    'On its way to the victim its box is replaced by one with other shares and fitting points.',
    'The victim reveals what it holds; it is not what the dealer signed, and the victim is named.',
  ],
  source: 'ours; ciphertexts that are swapped on their way (S14) end here too',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const codec = deliveriesCodec(scenario.roster.size);
    let dealer: CorruptClient | undefined;
    const { alarms } = await runRound(scenario, {
      deviating: { 3: CorruptClient.joiner({}, (corrupt) => (dealer = corrupt)) },
      down: (phase, to, message) => {
        if (phase !== 'commit' || to !== VICTIM) return message;
        const bytes = message.attachment!;
        const deliveries = fromBytes(codec, bytes, bytes.length, 'deliveries').map(
          (delivery, from) =>
            from === DEALER ? otherDelivery(dealer!, to, delivery.path) : delivery,
        );
        return { ...message, attachment: toBytes(codec, deliveries) };
      },
    });
    const framed = alarms.find(({ culprit }) => culprit === VICTIM);
    return outcomeOf(alarms, {
      succeeded: framed !== undefined,
      gained: framed ? `signed evidence of ${framed.code} against an honest client` : 'nothing',
    });
  },
};
