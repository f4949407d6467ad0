import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { judge } from '../harness/forge.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const inputLeftOut: Attack = {
  id: 'S38',
  title: 'An input that arrived is left out, and its client shown the record',
  check: 'mine',
  who: 'coordinator',
  can: 'claim that a client dropped out',
  steps: [
    'It throws the victim’s commitment and payload away, and runs the session with the others.',
    'The record is a true one; the victim checks it and takes its input for counted.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    let receipt: Uint8Array | undefined;
    const { published } = await runRound(scenario, {
      up: (phase, from, message) => {
        if (phase !== 'commit' || from !== VICTIM) return [message];
        receipt = message.envelope;
        return [];
      },
    });
    const report = await judge(scenario, published!.record, { expectMine: receipt });
    const succeeded = report.valid && !report.included.includes(VICTIM!);
    return outcomeOf(alarmsOf(report), {
      succeeded,
      gained: succeeded ? 'a victim that accepts a record over the 3 other inputs' : 'nothing',
    });
  },
};
