import type { Policy } from '../../session/policy.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { honest } from '../harness/participant.ts';
import { runRound } from '../harness/round.ts';
import { everyone, scenarioOf } from '../harness/scenario.ts';

/** Each client's answer, a number below 1000. */
const ANSWERS: readonly number[] = [17, 342, 343, 998];
const RANGE = 1000;
const AGREED = 4;

export const ownCoordinate: Attack = {
  id: 'S73',
  title: 'A histogram so fine that everybody stands alone in it',
  check: 'policy-shape',
  who: 'coordinator',
  can: 'choose the length of the vectors',
  steps: [
    'Clients send a histogram of one answer each, over as many equal buckets as the session has coordinates; four were agreed on.',
    'It opens a session with a thousand, so that each bucket of the sum holds one answer.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, {
      clients: 4,
      threshold: 3,
      length: RANGE,
      rowLength: 512,
    });
    const policy: Partial<Policy> = { length: AGREED };
    const joiners = everyone(scenario).map((id) => {
      const bucket = (buckets: number): number => Math.floor((ANSWERS[id]! * buckets) / RANGE);
      return [
        id,
        honest({
          policy,
          input: ({ parameters: { length } }) =>
            Int32Array.from({ length }, (_, i) => (i === bucket(length) ? 1 : 0)),
        }),
      ] as const;
    });
    const { alarms, published } = await runRound(scenario, { honest: Object.fromEntries(joiners) });
    const answers = [...(published?.sum ?? [])].flatMap((count, i) => (count === 1 ? [i] : []));
    const succeeded = answers.join() === ANSWERS.join();
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? `the four answers themselves: ${answers.join(', ')}` : 'nothing',
    });
  },
};
