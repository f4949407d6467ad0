import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { impostors, judge } from '../harness/forge.ts';
import { Insider } from '../harness/insider.ts';
import type { Joiner } from '../harness/participant.ts';
import { RECKLESS } from '../harness/reckless.ts';
import { runRound } from '../harness/round.ts';
import { everyone, worldOf } from '../harness/world.ts';

const impostor: Joiner = (world, id, invitation) =>
  Insider.joiner()(impostors(world), id, invitation);

export const recordFromNothing: Attack = {
  id: 'S40',
  title: 'A record of a session that no client took part in',
  check: 'client-signature',
  who: 'coordinator',
  can: 'sign any record, but not sign for a client',
  steps: [
    'It plays all clients by itself, under its own signatures.',
    'The sum opens the commitments, as it made both.',
  ],
  proves: 'false-record',
  source: 'ours',
  run: async (lab) => {
    const world = worldOf(lab, { clients: 4, threshold: 3 });
    const invented = everyone(world).map((id) => [id, impostor] as const);
    const deviating = Object.fromEntries(invented);
    const { published } = await runRound(world, { coordinator: RECKLESS, deviating });
    const report = await judge(world, published!.record);
    return outcomeOf(alarmsOf(report), {
      succeeded: report.valid,
      gained: report.valid ? 'a record that passes over 4 inputs that it made up' : 'nothing',
    });
  },
};
