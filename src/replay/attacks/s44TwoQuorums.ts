import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { judge, recordOf } from '../harness/forge.ts';
import { Insider } from '../harness/insider.ts';
import { Rogue } from '../harness/rogue.ts';
import { agreeOn, collectPayloads } from '../harness/stages.ts';
import { everyone, ids, worldOf } from '../harness/world.ts';

const GROUPS = [ids(0, 1), ids(2, 3)] as const;

export const twoQuorums: Attack = {
  id: 'S44',
  title: 'Two records of one session, each with a quorum of its own',
  check: 'thresholds-safe',
  who: 'coordinator',
  can: 'draw up a session with 2t = n, among clients that don’t mind',
  steps: [
    'Half of the clients sign one set, the other half another; each half is a quorum.',
    'It shows some verifiers the one record and some the other.',
  ],
  proves: 'false-record',
  source: 'Bonawitz et al., CCS 2017, Theorem 6.5, from the verifier’s side',
  run: async (lab) => {
    const world = worldOf(lab, { clients: 4, threshold: 2 });
    const rogue = new Rogue(world);
    const owned: Insider[] = [];
    const joiner = Insider.joiner({}, (insider) => owned.push(insider));
    const joiners = everyone(world).map((id) => [id, joiner] as const);
    await collectPayloads(rogue, Object.fromEntries(joiners));
    for (const insider of owned) rogue.rob(insider);
    const reports = [];
    for (const group of GROUPS) {
      await agreeOn(rogue, group);
      const opened = await rogue.open(group);
      reports.push(await judge(world, recordOf(rogue, opened!, group, group)));
    }
    const succeeded = reports.every(({ valid }) => valid);
    const gained = succeeded ? 'two records of one session that both pass' : 'nothing';
    return outcomeOf(reports.flatMap(alarmsOf), { succeeded, gained });
  },
};
