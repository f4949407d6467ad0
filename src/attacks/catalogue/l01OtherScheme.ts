import type { Attack } from '../attack.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { outcomeOf } from '../harness/events.ts';
import { honest } from '../harness/participant.ts';
import { runRound } from '../harness/round.ts';
import { everyone, scenarioOf } from '../harness/scenario.ts';
import { shiftedPayload } from '../harness/spoiltRound.ts';

const CHEAT = 3;

export const otherScheme: Attack = {
  id: 'L01',
  title: 'A session under a scheme in which a cheater goes unnamed',
  check: 'policy-scheme',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'choose the scheme, and has a corrupt client in the session',
  steps: [
    'It opens a session under pairwise for clients whose policies accept coded alone.',
    'Its client sends a payload other than the committed input and its masks.',
    'The sum does not open the commitments. The inputs are used up, and nobody can say by whom.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const deviation = CorruptClient.joiner(shiftedPayload(scenario));
    const others = everyone(scenario).map(
      (id) => [id, honest({ policy: { schemes: ['coded'] } })] as const,
    );
    const { alarms } = await runRound(scenario, {
      honest: Object.fromEntries(others),
      deviating: { [CHEAT]: deviation },
    });
    const unopened = alarms.filter(({ code }) => code === 'opening');
    const succeeded = unopened.length > 0 && unopened.every(({ culprit }) => culprit === undefined);
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? 'a round without a sum, and nobody to blame' : 'nothing',
    });
  },
};
