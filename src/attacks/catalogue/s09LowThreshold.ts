import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { honest } from '../harness/participant.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { remainderRecovered } from '../harness/stages.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const lowThreshold: Attack = {
  id: 'S09',
  title: 'A threshold below the client’s floor',
  check: 'policy-threshold',
  who: 'coordinator',
  can: 'choose the threshold, withhold messages, and use two corrupt clients',
  steps: [
    'It opens a session of five clients with t = 3, which is safe against no corrupt client; the victim wants 4.',
    'It cuts two honest clients off, so that the sum covers the victim and its own two.',
  ],
  source: 'ours; Bonawitz et al., CCS 2017, leave the choice of t to whom it protects',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 5, threshold: 3, maxDropouts: 2 });
    const { alarms, published } = await runRound(scenario, {
      coordinator: NO_CHECKS,
      deviating: { 1: CorruptClient.joiner(), 2: CorruptClient.joiner() },
      honest: { 0: honest({ policy: { minThreshold: 4 } }) },
      down: (phase, to, message) => (phase === 'commit' && to > 2 ? undefined : message),
    });
    return outcomeOf(alarms, remainderRecovered(scenario, VICTIM!, published));
  },
};
