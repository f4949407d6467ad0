import { sha256 } from '../../crypto/tupleHash.ts';
import type { ClientId } from '../../session/party.ts';
import type { Message } from '../../wire/transcript.ts';
import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import type { Joiner } from '../harness/participant.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { agreeOn, askAll, collectPayloads } from '../harness/stages.ts';
import {
  allBut,
  another,
  everyone,
  ids,
  plainSum,
  sameVector,
  scenarioOf,
} from '../harness/scenario.ts';

const [ABSENT] = ids(3);

/** Answers for a client with what it sent in an earlier session. */
function replaying(before: MaliciousCoordinator, id: ClientId): Joiner {
  const kept: Message[] = [before.shares.get(id)!, before.commits.get(id)!];
  return () =>
    Promise.resolve({
      sent: { envelope: before.adverts.get(id)! },
      participant: {
        receive: () => Promise.resolve({ kind: 'send', message: kept.shift()!, last: false }),
      },
    });
}

export const staleKeys: Attack = {
  id: 'S05',
  title: 'Signed keys of the round before come again, whose secret was rebuilt there',
  check: 'session-bound',
  behind: ['share-matches', 'transcript'],
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'keep what clients signed in earlier rounds, and the secrets that were rebuilt there',
  steps: [
    'In one round it declares a client dropped, so that the others give it that client’s mask secret.',
    'In the next it shuts this client out, and plays the client’s messages of the round before.',
    'The others sign an included set with the absent client in it, and believe their inputs to be hidden among as many.',
    'It takes their masks with the absent client off, as it knows that secret: the sum covers one input fewer.',
  ],
  source:
    'ours; the signatures over keys in Bonawitz et al., CCS 2017, cover neither session nor round',
  run: (testBed) =>
    attempt(async () => {
      const first = scenarioOf(testBed, { clients: 4, threshold: 3 });
      const present = allBut(first, ABSENT!);
      const before = new MaliciousCoordinator(first);
      await collectPayloads(before);
      await agreeOn(before, present);
      await askAll(before, present, [ABSENT!]);

      const second = another(first, { round: 2, nonce: sha256(Uint8Array.of(5)) });
      const attacker = new MaliciousCoordinator(second);
      await collectPayloads(attacker, { [ABSENT!]: replaying(before, ABSENT!) });
      const signed = everyone(second);
      await agreeOn(attacker, present, signed);
      await askAll(attacker, present, []);
      attacker.collected.know(
        ABSENT!,
        'mask-secret',
        before.collected.secret(ABSENT!, 'mask-secret')!,
      );
      const opened = await attacker.open(present);
      const succeeded = sameVector(opened?.sum, plainSum(second, present));
      return {
        succeeded,
        gained: succeeded
          ? `a sum over ${present.length} inputs, where its clients signed a set of ${signed.length}`
          : 'nothing that decodes',
      };
    }),
};
