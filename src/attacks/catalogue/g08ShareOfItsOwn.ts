import { systemRandom } from '../../crypto/random.ts';
import { NONCE_BYTES } from '../../schemes/sparse/neighbours.ts';
import { sparseShareCodec } from '../../schemes/sparse/messages.ts';
import type { Attack } from '../attack.ts';
import { Caught, outcomeOf } from '../harness/events.ts';
import { bodyOf, impostors, resigned } from '../harness/forge.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { honest } from '../harness/participant.ts';
import { allBut, everyone, ids } from '../harness/scenario.ts';
import { largeSchemes, looseScenario } from '../harness/sparse.ts';

const [WITNESS] = ids(7);

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
    const scenario = looseScenario(testBed);
    const attacker = new MaliciousCoordinator(scenario);
    const all = everyone(scenario);
    const large = honest({ schemes: largeSchemes() });
    await attacker.invite(Object.fromEntries(all.map((id) => [id, large])));
    await attacker.deal();
    const strangers = allBut(scenario, WITNESS!).filter(
      (id) => !attacker.areNeighbours(WITNESS!, id),
    );
    const [framed] = strangers;
    const { attachment, ...share } = attacker.shares.get(framed!)!;
    const { schemeBody, ...body } = bodyOf(sparseShareCodec, share);
    do {
      const another = { ...body, schemeBody: { ...schemeBody, nonce: systemRandom(NONCE_BYTES) } };
      attacker.shares.set(
        framed!,
        resigned(impostors(scenario), framed!, 'share', sparseShareCodec, another, attachment),
      );
    } while (attacker.areNeighbours(WITNESS!, framed!));
    try {
      await attacker.commit(WITNESS!, all);
    } catch (error) {
      if (!(error instanceof Caught)) throw error;
      const succeeded = error.alarm.culprit === framed;
      return outcomeOf([error.alarm], {
        succeeded,
        gained: succeeded ? `an honest client is named by ${error.alarm.code}` : 'nothing',
      });
    }
    return outcomeOf([], { succeeded: false, gained: 'nothing' });
  },
};
