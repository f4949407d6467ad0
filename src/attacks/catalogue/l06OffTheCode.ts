import { deriveGenerators } from '../../crypto/generators.ts';
import { POINT_BYTES } from '../../kernel/kernel.ts';
import type { Attack } from '../attack.ts';
import { codedScenario, raisedBox, redealing } from '../harness/coded.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { outcomeOf } from '../harness/events.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [DEALER, SILENT, HOLDER] = ids(0, 1, 3);

export const offTheCode: Attack = {
  id: 'L06',
  title: 'Symbols that lie on no code word',
  check: 'symbol-code',
  scheme: 'coded',
  who: 'client',
  can: 'deal any symbols with the points of these symbols, under its signed root',
  steps: [
    'One holder gets a symbol that is 1 too high, with a point that is moved to match.',
    'The symbol opens its point, and so does the holder’s answer.',
    'The mask that is decoded depends on who answers; with that holder’s answer the round is lost, and nobody can say by whom.',
  ],
  names: 0,
  proves: 'broken-code',
  source: 'ours; verifiable secret sharing without a test of the degree',
  run: async (testBed) => {
    const scenario = codedScenario(testBed);
    const generators = await deriveGenerators(testBed.kernel, 1);
    const first = generators.subarray(POINT_BYTES, 2 * POINT_BYTES);
    const deviation = CorruptClient.joiner(
      redealing(scenario, HOLDER!, ({ box, points }, corrupt) => ({
        box: raisedBox(scenario, corrupt, HOLDER!, box),
        points: testBed.kernel.sumPoints([points, first]),
      })),
    );
    const { alarms, published } = await runRound(scenario, {
      deviating: { [DEALER!]: deviation },
      up: (phase, from, message) => (phase === 'unmask' && from === SILENT ? [] : [message]),
    });
    const named = alarms.some(({ culprit }) => culprit === DEALER);
    const succeeded = published === undefined && !named;
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? 'a round that ended without a sum, and nobody to blame' : 'nothing',
    });
  },
};
