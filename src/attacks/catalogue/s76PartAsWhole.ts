import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { judge } from '../harness/forge.ts';
import { partsScenario, runParts } from '../harness/parts.ts';

export const partAsWhole: Attack = {
  id: 'S76',
  title: 'The record of one part is shown as the result of the round',
  check: 'parts-complete',
  who: 'coordinator',
  can: 'publish what it likes of what was signed',
  steps: [
    'A vector is summed in two parts, and everyone stays to the end of both.',
    'It keeps the second part back, and shows the record of the first one: all its signatures are valid.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const inputs = [1, 2, 3, 4].map((x) => Int32Array.of(x, -x, 10 * x));
    const scenario = partsScenario(testBed, inputs, 2);
    const { published } = await runParts(scenario);
    const report = await judge(scenario, published[0]!.record);
    return outcomeOf(alarmsOf(report), {
      succeeded: report.valid,
      gained: report.valid ? 'part of the result taken for the whole' : 'nothing',
    });
  },
};
