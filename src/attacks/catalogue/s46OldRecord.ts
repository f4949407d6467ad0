import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { judge } from '../harness/forge.ts';
import { runRound } from '../harness/round.ts';
import { scenarioOf } from '../harness/scenario.ts';

export const oldRecord: Attack = {
  id: 'S46',
  title: 'The record of an earlier round is shown as the one of this round',
  check: 'policy-task',
  who: 'coordinator',
  can: 'keep a record back and publish an older one in its place',
  steps: [
    'It ran a round before, and published its record.',
    'Asked for the next round’s record, it shows that one again: nothing in it is wrong but its round.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const { published } = await runRound(scenario);
    const round = scenario.session.parameters.round + 1;
    const report = await judge(scenario, published!.record, { round });
    return outcomeOf(alarmsOf(report), {
      succeeded: report.valid,
      gained: report.valid ? 'last round’s sum taken for this round’s' : 'nothing',
    });
  },
};
