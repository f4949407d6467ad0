import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { judge } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { scenarioOf } from '../harness/scenario.ts';

export const threeOwnedClients: Attack = {
  id: 'S42',
  title: 'A true record, made by three clients that the coordinator owns',
  check: 'policy-clients',
  who: 'coordinator',
  can: 'cut clients off, and use as many corrupt clients as the threshold',
  steps: [
    'It invites nobody but its own three of five clients; three is the threshold.',
    'The record is a true one, of three inputs; a verifier that wants four must say so.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 5, threshold: 3, maxDropouts: 2 });
    const owned = CorruptClient.joiner();
    const { published } = await runRound(scenario, {
      coordinator: NO_CHECKS,
      deviating: { 0: owned, 1: owned, 2: owned },
      down: (phase, to, message) => (phase === 'advertise' && to > 2 ? undefined : message),
    });
    const report = await judge(scenario, published!.record, { minClients: 4 });
    const gained = report.valid ? `a record that passes, over ${report.inputs} inputs` : 'nothing';
    return outcomeOf(alarmsOf(report), { succeeded: report.valid, gained });
  },
};
