import { pointsOf } from '../../schemes/masking/secrets.ts';
import { agree } from '../../crypto/agreement.ts';
import { openBox } from '../../crypto/box.ts';
import { scalarFromBytes, scalarToBytes } from '../../crypto/scalar.ts';
import { Secret } from '../../crypto/secret.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { shareBoxKey } from '../../session/secrets.ts';
import { pairwiseAdvertiseCodec } from '../../schemes/pairwise/messages.ts';
import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { bodyOf, isOf, resigned } from '../harness/forge.ts';
import { CorruptClient, maskKeysIn } from '../harness/corruptClient.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { agreeOn, askAll } from '../harness/stages.ts';
import { everyone, ids, scenarioOf } from '../harness/scenario.ts';

const STAYING = ids(0, 1, 2);
const [DEALER, CARELESS] = ids(0, 3);

export const oneKeyForBoth: Attack = {
  id: 'C17',
  title: 'One key pair for masks and for boxes',
  check: 'keys-distinct',
  scheme: 'pairwise',
  who: 'client',
  can: 'make one key pair and advertise it twice, out of carelessness; the coordinator notices',
  steps: [
    'The careless client deals its shares and drops out; its mask secret is rebuilt, as the protocol has it.',
    'The same secret opens every box that was sealed to it.',
    'The coordinator holds both shares of every client’s secrets that only the careless client was to hold.',
  ],
  names: 3,
  proves: 'broken-keys',
  source: 'ours; Bonawitz et al., CCS 2017, take two key pairs for this reason',
  run: (testBed) =>
    attempt(async () => {
      const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
      const careless = CorruptClient.joiner({
        says: (message, { id }) => {
          if (!isOf('advertise', message)) return message;
          const body = bodyOf(pairwiseAdvertiseCodec, message);
          const same = { ...body, boxKey: body.schemeKeys.maskKey };
          return resigned(scenario, id, 'advertise', pairwiseAdvertiseCodec, same);
        },
        advertised: (contents) => {
          const { publicKey, secret } = maskKeysIn(contents);
          const boxKeys = { publicKey, secret: Secret.of(secret.expose().slice()) };
          return { ...contents, boxKeys };
        },
      });
      const attacker = new MaliciousCoordinator(scenario);
      await attacker.invite({ 3: careless });
      await attacker.deal();
      for (const id of STAYING) await attacker.commit(id, everyone(scenario));
      await agreeOn(attacker, STAYING);
      await askAll(attacker, STAYING, [CARELESS!]);

      const rebuilt = Secret.of(
        scalarToBytes(attacker.collected.secret(CARELESS!, 'mask-secret')!),
      );
      const { boxKey } = attacker.advertOf(DEALER!);
      const key = shareBoxKey(
        attacker.keys,
        agree(attacker.keys.kernel, rebuilt, boxKey),
        DEALER!,
        CARELESS!,
      );
      const leaf = attacker.leavesOf(DEALER!)[CARELESS!]!;
      const pair = openBox(key, leaf.box);
      const share = pair && scalarFromBytes(pair.slice(32));
      const [point] = share === undefined ? [] : pointsOf(testBed.kernel, [share]);
      const succeeded = point !== undefined && equalBytes(point, leaf.seedPoint);
      return {
        succeeded,
        gained: succeeded
          ? 'both shares that client 0 dealt to client 3, which never gave them away'
          : 'nothing',
      };
    }),
};
