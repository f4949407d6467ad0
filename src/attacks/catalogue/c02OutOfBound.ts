import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { judge } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { scenarioOf } from '../harness/scenario.ts';

const OUTSIDE = 6000;

export const outOfBound: Attack = {
  id: 'C02',
  title: 'An input that no bound allows, and that still fits the slot',
  check: 'sum-range',
  who: 'client',
  can: 'send any input, and commit to it as it should',
  steps: [
    'In a session of four clients with B = 1000 it sends 6000 in every coordinate.',
    'The commitment is sound and the slots have room, so everything but the range of the sum is in order.',
  ],
  source: 'Lycklama et al., S&P 2023 (RoFL)',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const { parameters } = scenario.session;
    // The client's own code gets the input's bound, because committing relies on it.
    const session = { ...scenario.session, parameters: { ...parameters, bound: OUTSIDE } };
    const deviation = CorruptClient.joiner({
      advertised: (contents) => ({
        ...contents,
        context: { ...contents.context, session },
        input: contents.input.map(() => OUTSIDE),
      }),
    });
    const { alarms, published } = await runRound(scenario, { deviating: { 3: deviation } });
    const report = published && (await judge(scenario, published.record));
    const most = 4 * parameters.bound;
    const succeeded = report?.valid === true && report.sum.some((x) => x > most);
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? `a record that passes, with coordinates beyond ±${most}` : 'nothing',
    });
  },
};
