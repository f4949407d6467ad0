import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { judge } from '../harness/forge.ts';
import { Insider } from '../harness/insider.ts';
import { RECKLESS } from '../harness/reckless.ts';
import { runRound } from '../harness/round.ts';
import { everyone, rosterOf, worldOf } from '../harness/world.ts';

export const recordOfSybils: Attack = {
  id: 'S43',
  title: 'A record over a roster that the coordinator made up',
  check: 'policy-roster',
  who: 'coordinator',
  can: 'make identities, and put any roster into a record',
  steps: [
    'It plays all clients of a roster of its own, each under its own valid signature.',
    'The record is consistent in itself; only the roster that the verifier pins tells it from a true one.',
  ],
  source: 'ours',
  run: async (lab) => {
    const world = worldOf(lab, { clients: 4, threshold: 3, people: 'sybil' });
    const sybils = everyone(world).map((id) => [id, Insider.joiner()] as const);
    const deviating = Object.fromEntries(sybils);
    const { published } = await runRound(world, { coordinator: RECKLESS, deviating });
    const pinned = rosterOf('client', 4).digest;
    const report = await judge(world, published!.record, { rosterDigest: pinned });
    const gained = report.valid ? 'a record that passes over 4 inputs that it made up' : 'nothing';
    return outcomeOf(alarmsOf(report), { succeeded: report.valid, gained });
  },
};
