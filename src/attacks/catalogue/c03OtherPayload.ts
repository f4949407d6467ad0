import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { judge } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { everyone, plainSum, scenarioOf } from '../harness/scenario.ts';
import { shiftedPayload } from '../harness/spoiltRound.ts';

export const otherPayload: Attack = {
  id: 'C03',
  title: 'The masked payload differs from the commitment',
  check: 'opening',
  scheme: 'pairwise',
  who: 'client',
  can: 'sign one commitment, and the digest of a payload of another input',
  steps: [
    'It masks its input plus 1 in the first coordinate, and commits to its input.',
    'An honest coordinator unmasks a sum that nobody committed to.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const deviation = CorruptClient.joiner(shiftedPayload(scenario));
    const { alarms, published } = await runRound(scenario, { deviating: { 3: deviation } });
    const report = published && (await judge(scenario, published.record));
    const committed = plainSum(scenario, everyone(scenario));
    const succeeded = report?.valid === true && report.sum[0] === committed[0]! + 1;
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? 'a record that passes, with a sum that nobody committed to' : 'nothing',
    });
  },
};
