import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { judge, recordOf } from '../harness/forge.ts';
import { Insider } from '../harness/insider.ts';
import { Rogue } from '../harness/rogue.ts';
import { everyone, ids, plainSum, sameVector, worldOf } from '../harness/world.ts';

const HONEST = ids(0, 1, 2, 3);

export const oneHistoryForTwo: Attack = {
  id: 'S37',
  title: 'Clients that were shown different lists sign one history',
  check: 'history',
  who: 'coordinator',
  can: 'show clients different lists, claim any history, and use one client of its own',
  steps: [
    'Two clients are shown a list of dealers without the coordinator’s client, two a list with it.',
    'Its included list claims, to all four, to follow on the list that the first two saw.',
    'All four sign the same bytes; its own client’s secret takes the extra masks off.',
  ],
  names: 'coordinator',
  source: 'ours; a partition in which both halves go on',
  run: (lab) =>
    attempt(async () => {
      const world = worldOf(lab, { clients: 5, threshold: 4, maxCorrupt: 1 });
      const rogue = new Rogue(world);
      let owned: Insider | undefined;
      await rogue.invite({ 4: Insider.joiner({}, (insider) => (owned = insider)) });
      await rogue.deal();
      rogue.rob(owned!);
      for (const id of HONEST) await rogue.commit(id, id < 2 ? HONEST : everyone(world));
      const claimed = rogue.historyOf(HONEST[0]!);
      const apart = rogue.historyOf(HONEST[3]!).some((byte, i) => byte !== claimed[i]);
      for (const id of HONEST) await rogue.include(id, rogue.entries(HONEST), claimed);
      for (const id of HONEST) await rogue.unmask(id, [], HONEST);
      const opened = await rogue.open(HONEST);
      const report = await judge(world, recordOf(rogue, opened!, HONEST, HONEST));
      const succeeded = apart && report.valid && sameVector(report.sum, plainSum(world, HONEST));
      return {
        succeeded,
        gained: succeeded
          ? 'a record that passes, in which 2 of 4 signatures are under a history that their signers never saw'
          : 'nothing',
      };
    }),
};
