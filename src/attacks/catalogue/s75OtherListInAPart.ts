import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { partsScenario, runParts } from '../harness/parts.ts';
import { ids } from '../harness/scenario.ts';

/** Hours of a day; everyone's asleep and awake, and the victim is client 0. */
const DAY = 24;
const ASLEEP: readonly number[] = [5, 8, 7, 9];
const [VICTIM] = ids(0);

export const otherListInAPart: Attack = {
  id: 'S75',
  title: 'The victim is included in one part of the vector, and left out of the other',
  check: 'parts-same',
  who: 'coordinator',
  can: 'pretend that a message did not arrive',
  steps: [
    'Everyone’s two numbers add up to 24, and each is summed in its own part.',
    'The victim’s Commit of the second part is said to be lost; the others confirm both lists.',
    'Both sums together are 24 for each of the others, and what is left is the victim’s first number.',
  ],
  names: 'coordinator',
  proves: 'different-parts',
  source: 'ours',
  run: async (testBed) => {
    const inputs = ASLEEP.map((hours) => Int32Array.of(hours, DAY - hours));
    const scenario = partsScenario(testBed, inputs, 1);
    const { alarms, published } = await runParts(
      scenario,
      (phase, from, part) => phase === 'commit' && from === VICTIM && part === 1,
    );
    const [first, second] = published;
    const others = inputs.length - 1;
    const hours = first && second && first.sum[0]! + second.sum[0]! - DAY * others;
    const succeeded = hours === ASLEEP[VICTIM!];
    return outcomeOf(
      // The victim sees that it was left out of the second list; it could not stop the others.
      alarms.filter(({ by }) => by !== VICTIM),
      { succeeded, gained: succeeded ? 'the victim’s input' : 'nothing' },
    );
  },
};
