import { ELEMENT_BYTES } from '../../kernel/kernel.ts';
import type { Attack } from '../attack.ts';
import { codedScenario, raised } from '../harness/coded.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { outcomeOf } from '../harness/events.ts';
import { isOf, recommitted } from '../harness/forge.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [CHEAT] = ids(3);

export const unlinkedPayload: Attack = {
  id: 'L07',
  title: 'A payload other than the committed input and mask',
  check: 'payload-linked',
  scheme: 'coded',
  who: 'client',
  can: 'sign the digest of any payload',
  steps: [
    'It sends its payload with 1 added to the first element.',
    'Everyone answers, and the sum does not open the commitments.',
    'The round is lost, nobody can say by whom, and the next one can be lost in the same way.',
  ],
  names: 3,
  proves: 'unlinked-payload',
  source: 'ours',
  run: async (testBed) => {
    const scenario = codedScenario(testBed);
    const deviation = CorruptClient.joiner({
      says: (message, { id }) => {
        if (!isOf('commit', message)) return message;
        return recommitted(scenario, id, message, ({ payload }) => {
          const other = payload.slice();
          other.set(raised(scenario, other.slice(0, ELEMENT_BYTES)));
          return { payload: other };
        });
      },
    });
    const { alarms, published } = await runRound(scenario, { deviating: { [CHEAT!]: deviation } });
    const named = alarms.some(({ culprit }) => culprit === CHEAT);
    const succeeded = published === undefined && !named;
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? 'a round that ended without a sum, and nobody to blame' : 'nothing',
    });
  },
};
