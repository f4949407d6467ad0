import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { runRound } from '../harness/round.ts';
import { everyone, scenarioOf } from '../harness/scenario.ts';

export const fragileThreshold: Attack = {
  id: 'S32',
  title: 'A session that promises to survive a dropout, and does not',
  check: 'thresholds-live',
  who: 'coordinator',
  can: 'choose the threshold, and cut one client off',
  steps: [
    'It opens a session with t = n that claims to survive one dropout.',
    'It cuts one client off after the shares were dealt: the round is spent, and has to be run again.',
    'Each failed round is another set of inputs for what is learnt across rounds.',
  ],
  source: 'ours; t ≤ n − dropouts is the condition of liveness in Bonawitz et al., CCS 2017',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 4, maxDropouts: 1 });
    const joined = new Set<number>();
    const { alarms, published } = await runRound(scenario, {
      up: (phase, from, message) => {
        joined.add(from);
        return phase === 'commit' && from === 0 ? [] : [message];
      },
    });
    const succeeded = joined.size === everyone(scenario).length && published === undefined;
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? 'a round that 4 clients spent and one dropout ended' : 'nothing',
    });
  },
};
