import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { impostors, judge } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import type { Joiner } from '../harness/participant.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { everyone, scenarioOf } from '../harness/scenario.ts';

const impostor: Joiner = (scenario, id, invitation) =>
  CorruptClient.joiner()(impostors(scenario), id, invitation);

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
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const invented = everyone(scenario).map((id) => [id, impostor] as const);
    const deviating = Object.fromEntries(invented);
    const { published } = await runRound(scenario, { coordinator: NO_CHECKS, deviating });
    const report = await judge(scenario, published!.record);
    return outcomeOf(alarmsOf(report), {
      succeeded: report.valid,
      gained: report.valid ? 'a record that passes over 4 inputs that it made up' : 'nothing',
    });
  },
};
