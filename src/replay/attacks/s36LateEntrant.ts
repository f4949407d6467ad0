import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { judge, recordOf } from '../harness/forge.ts';
import { Insider } from '../harness/insider.ts';
import { Rogue } from '../harness/rogue.ts';
import { agreeOn, askAll } from '../harness/stages.ts';
import { everyone, ids, plainSum, sameVector, worldOf } from '../harness/world.ts';

const HONEST = ids(0, 1, 2);
const [LATE] = ids(3);

export const lateEntrant: Attack = {
  id: 'S36',
  title: 'A client that dealt no shares appears in the included set',
  check: 'subset',
  behind: ['commitment-fixed'],
  who: 'coordinator',
  can: 'use a client of its own that joins when all others have committed',
  steps: [
    'Three honest clients deal shares and commit; the coordinator’s own client is on nobody’s list of dealers.',
    'Once all commitments are there, it makes up an input for its client and lists it as included.',
    'Nobody holds a share of this client’s, and nobody put a mask on with it.',
  ],
  names: 'coordinator',
  proves: 'unknown-client',
  source: 'Bonawitz et al., CCS 2017, rounds 2 and 3: U₃ ⊆ U₂',
  run: (lab) =>
    attempt(async () => {
      const world = worldOf(lab, { clients: 4, threshold: 3 });
      const rogue = new Rogue(world);
      let late: Insider | undefined;
      await rogue.invite({ 3: Insider.joiner({}, (insider) => (late = insider)) });
      await rogue.deal();
      for (const id of HONEST) await rogue.commit(id, HONEST);
      await rogue.commit(LATE!, [LATE!]);
      rogue.rob(late!);
      const all = everyone(world);
      await agreeOn(rogue, HONEST, all);
      await askAll(rogue, HONEST, []);
      const opened = await rogue.open(all);
      const report = await judge(world, recordOf(rogue, opened!, all, HONEST));
      const succeeded = report.valid && sameVector(report.sum, plainSum(world, all));
      return {
        succeeded,
        gained: succeeded
          ? 'a record that passes over 4 inputs, one of them from outside the protocol'
          : 'nothing',
      };
    }),
};
