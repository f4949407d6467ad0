import { fieldAdd, fieldFromBytes, fieldToBytes } from '../../crypto/field.ts';
import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { judge, recordOf } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { agreeOn, askAll, collectPayloads } from '../harness/stages.ts';
import { ids, plainSum, sameVector, scenarioOf } from '../harness/scenario.ts';

const SIGNERS = ids(0, 1, 2);
const [OWNED, DROPPED] = ids(0, 3);
/** The coordinator’s own client twice, instead of the client that it drops. */
const LISTED = ids(0, 0, 1, 2);

export const countedTwice: Attack = {
  id: 'S39',
  title: 'One client is listed, committed to and counted twice',
  check: 'senders-distinct',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'put its own client into the lists twice',
  steps: [
    'The included list names its own client twice, and a quorum signs it.',
    'It adds the client’s input and blinders to the sum once more, and lists the commitment twice.',
  ],
  source: 'ours',
  run: (testBed) =>
    attempt(async () => {
      const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
      const attacker = new MaliciousCoordinator(scenario);
      let owned: CorruptClient | undefined;
      await collectPayloads(attacker, {
        0: CorruptClient.joiner({}, (corrupt) => (owned = corrupt)),
      });
      await agreeOn(attacker, SIGNERS, LISTED);
      await askAll(attacker, SIGNERS, [DROPPED!]);
      const { sum, blinders } = (await attacker.open(SIGNERS))!;
      const doubled = {
        sum: sum.map((x, i) => x + scenario.inputs[OWNED!]![i]!),
        blinders: fieldToBytes(fieldAdd(fieldFromBytes(blinders)!, owned!.blinders[0]!)),
      };
      const report = await judge(scenario, recordOf(attacker, doubled, LISTED, SIGNERS));
      const succeeded = report.valid && sameVector(report.sum, plainSum(scenario, LISTED));
      return {
        succeeded,
        gained: succeeded ? 'a record that passes and counts one input twice' : 'nothing',
      };
    }),
};
