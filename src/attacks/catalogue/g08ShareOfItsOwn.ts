import { systemRandom } from '../../crypto/random.ts';
import { NONCE_BYTES } from '../../schemes/sparse/neighbours.ts';
import { sparseShareCodec } from '../../schemes/sparse/messages.ts';
import type { ClientId } from '../../session/party.ts';
import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { bodyOf, impostors, resigned } from '../harness/forge.ts';
import type { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { honest } from '../harness/participant.ts';
import { allBut, everyone, ids } from '../harness/scenario.ts';
import { dealtLoosely, largeSchemes } from '../harness/sparse.ts';

const [WITNESS] = ids(7);

/** In place of a client's Share, one that opens another number, by which it still has nothing to do with the witness. */
function rewriteShare(attacker: MaliciousCoordinator, client: ClientId): void {
  const { scenario } = attacker;
  const { attachment, ...share } = attacker.shares.get(client)!;
  const body = bodyOf(sparseShareCodec, share);
  do {
    const schemeBody = { ...body.schemeBody, nonce: systemRandom(NONCE_BYTES) };
    attacker.shares.set(
      client,
      resigned(
        impostors(scenario),
        client,
        'share',
        sparseShareCodec,
        { ...body, schemeBody },
        attachment,
      ),
    );
  } while (attacker.areNeighbours(WITNESS!, client));
}

export const shareOfItsOwn: Attack = {
  id: 'G08',
  title: 'An honest client named for a number that the coordinator wrote in its name',
  check: 'client-signature',
  scheme: 'sparse',
  who: 'coordinator',
  can: 'put anything into the list of dealers of a session so large that nobody verifies all of it, but not sign for a client',
  steps: [
    'In the list that one client is shown, a dealer that it has nothing to do with opens another number than it fixed.',
    'The client does not verify that dealer’s signature for masks or shares. It does so before it names the dealer.',
    'Without that it tells everyone that the dealer cheated, and shows what it never sent.',
  ],
  source: 'ours; Bonawitz et al., CCS 2017, section 6.2, where all signatures are verified',
  run: async (testBed) => {
    const attacker = await dealtLoosely(testBed, honest({ schemes: largeSchemes() }));
    const { scenario } = attacker;
    const framed = allBut(scenario, WITNESS!).find((id) => !attacker.areNeighbours(WITNESS!, id))!;
    rewriteShare(attacker, framed);
    return attempt(
      async () => {
        await attacker.commit(WITNESS!, everyone(scenario));
        return { succeeded: false, gained: 'nothing' };
      },
      ({ culprit, code }) => {
        const succeeded = culprit === framed;
        return {
          succeeded,
          gained: succeeded ? `an honest client is named by ${code}` : 'nothing',
        };
      },
    );
  },
};
