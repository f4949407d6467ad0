import type { ShareLeaf } from '../../schemes/masking/messages.ts';
import { pointsOf } from '../../schemes/masking/secrets.ts';
import { agree } from '../../crypto/agreement.ts';
import { openBox, sealBox } from '../../crypto/box.ts';
import { scalarFromBytes, scalarReduce, scalarToBytes } from '../../crypto/scalar.ts';
import type { ClientId } from '../../session/party.ts';
import { shareBoxKey } from '../../session/secrets.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { isOf } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { redealt } from '../harness/redealt.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';
import { lostUnnamed } from '../harness/spoiltRound.ts';

const [HOLDER, DEALER] = ids(0, 3);

/** The leaf for one holder with a seed share that is 1 too high, sealed, and with its point, as a right one. */
function offPolynomial(
  { keys, peers, boxSecret, id }: CorruptClient,
  to: ClientId,
  leaf: ShareLeaf,
): ShareLeaf {
  const key = shareBoxKey(keys, agree(keys.kernel, boxSecret, peers.get(to)!.boxKey), id, to);
  const pair = openBox(key, leaf.box)!;
  const share = scalarReduce(scalarFromBytes(pair.slice(32))! + 1n);
  pair.set(scalarToBytes(share), 32);
  const [seedPoint] = pointsOf(keys.kernel, [share]);
  return { ...leaf, box: sealBox(key, pair), seedPoint: seedPoint! };
}

export const brokenPolynomial: Attack = {
  id: 'C04',
  title: 'Shares that don’t lie on one polynomial',
  check: 'share-polynomial',
  scheme: 'pairwise',
  who: 'client',
  can: 'deal any shares, each in its box, with its point under the signed root',
  steps: [
    'One holder gets a share that is 1 too high, and can’t tell.',
    'The rebuilt value depends on whose shares are used; with that share it is nobody’s seed.',
    'The round is lost, and without the check nobody can say by whom.',
  ],
  names: 3,
  proves: 'broken-sharing',
  source:
    'ours; Shamir’s scheme without verification (Feldman, FOCS 1987); tested as in Cascudo and David, ACNS 2017',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const deviation = CorruptClient.joiner({
      says: (message, corrupt) =>
        isOf('share', message)
          ? redealt(scenario, corrupt.id, message, (leaf, to) =>
              to === HOLDER ? offPolynomial(corrupt, HOLDER, leaf) : leaf,
            )
          : message,
    });
    const outcome = await runRound(scenario, { deviating: { [DEALER!]: deviation } });
    return outcomeOf(outcome.alarms, lostUnnamed(outcome, DEALER!));
  },
};
