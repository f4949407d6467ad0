import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { judge, recordOf } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { agreeOn, askAll } from '../harness/stages.ts';
import { everyone, ids, plainSum, sameVector, scenarioOf } from '../harness/scenario.ts';

const HONEST = ids(0, 1, 2);
const [LATE] = ids(3);

export const lateEntrant: Attack = {
  id: 'S36',
  title: 'A client that dealt no shares appears in the included set',
  check: 'subset',
  behind: ['commitment-fixed'],
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'use a corrupt client that joins when all others have committed',
  steps: [
    'Three honest clients deal shares and commit; the coordinator’s own client is on nobody’s list of dealers.',
    'Once all commitments are there, it makes up an input for its client and lists it as included.',
    'Nobody holds a share of this client’s, and nobody put a mask on with it.',
  ],
  names: 'coordinator',
  proves: 'unknown-client',
  source: 'Bonawitz et al., CCS 2017, rounds 2 and 3: U₃ ⊆ U₂',
  run: (testBed) =>
    attempt(async () => {
      const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
      const attacker = new MaliciousCoordinator(scenario);
      let late: CorruptClient | undefined;
      await attacker.invite({ 3: CorruptClient.joiner({}, (corrupt) => (late = corrupt)) });
      await attacker.deal();
      for (const id of HONEST) await attacker.commit(id, HONEST);
      await attacker.commit(LATE!, [LATE!]);
      attacker.corrupt(late!);
      const all = everyone(scenario);
      await agreeOn(attacker, HONEST, all);
      await askAll(attacker, HONEST, []);
      const opened = await attacker.open(all);
      const report = await judge(scenario, recordOf(attacker, opened!, all, HONEST));
      const succeeded = report.valid && sameVector(report.sum, plainSum(scenario, all));
      return {
        succeeded,
        gained: succeeded
          ? 'a record that passes over 4 inputs, one of them from outside the protocol'
          : 'nothing',
      };
    }),
};
