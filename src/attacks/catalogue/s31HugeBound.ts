import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { judge } from '../harness/forge.ts';
import { honest } from '../harness/participant.ts';
import { runRound } from '../harness/round.ts';
import { everyone, scenarioOf } from '../harness/scenario.ts';

const AGREED = 1000;
const HUGE = 1_000_000;

export const hugeBound: Attack = {
  id: 'S31',
  title: 'A bound so large that one client rules the sum',
  check: 'policy-bound',
  who: 'coordinator',
  can: 'choose B, and use one corrupt client',
  steps: [
    'It opens a session with a thousand times the bound that the clients’ policies allow.',
    'Its own client sends an input at that bound, which every check of the sum accepts.',
  ],
  source: 'ours; Lycklama et al., S&P 2023 (RoFL): what unbounded inputs do',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3, bound: HUGE });
    const policy = { bound: { min: 1, max: AGREED } };
    const wary = everyone(scenario).map((id) => [id, honest({ policy })] as const);
    const ruler = honest({
      input: ({ parameters }) => new Int32Array(parameters.length).fill(HUGE),
    });
    const { alarms, published } = await runRound(scenario, {
      honest: Object.fromEntries(wary),
      deviating: { 3: ruler },
    });
    const report = published && (await judge(scenario, published.record));
    const succeeded = report?.valid === true && report.sum.every((x) => x > 4 * AGREED);
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? `a record that passes, ruled by one input of ${HUGE}` : 'nothing',
    });
  },
};
