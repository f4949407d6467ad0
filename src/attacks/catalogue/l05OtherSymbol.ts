import type { Attack } from '../attack.ts';
import { codedScenario, raisedBox, redealing } from '../harness/coded.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { outcomeOf } from '../harness/events.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [HOLDER, DEALER] = ids(0, 3);

export const otherSymbol: Attack = {
  id: 'L05',
  title: 'A symbol other than its points say, and its holder is blamed',
  check: 'symbol-opens',
  scheme: 'coded',
  who: 'client',
  can: 'deal any symbol, in a box that opens, with points of another one',
  steps: [
    'One holder gets a symbol that is 1 too high, with the points of the right one.',
    'It adds the symbol to its answer, which then does not open the sum of the points.',
    'Without the check the coordinator names the honest holder.',
  ],
  names: 3,
  proves: 'broken-box',
  source: 'ours; symbols without commitments (LightSecAgg as published)',
  run: async (testBed) => {
    const scenario = codedScenario(testBed);
    const deviation = CorruptClient.joiner(
      redealing(scenario, HOLDER!, ({ box, points }, corrupt) => ({
        box: raisedBox(scenario, corrupt, HOLDER!, box),
        points,
      })),
    );
    const { alarms } = await runRound(scenario, { deviating: { [DEALER!]: deviation } });
    const succeeded = alarms.some(({ culprit }) => culprit === HOLDER);
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? 'an honest client that is named as a cheater' : 'nothing',
    });
  },
};
