import type { Attack } from '../attack.ts';
import { codedScenario } from '../harness/coded.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { outcomeOf } from '../harness/events.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';
import { lostUnnamed, shiftedPayload } from '../harness/spoiltRound.ts';

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
    const deviation = CorruptClient.joiner(shiftedPayload(scenario));
    const outcome = await runRound(scenario, { deviating: { [CHEAT!]: deviation } });
    return outcomeOf(outcome.alarms, lostUnnamed(outcome, CHEAT!));
  },
};
