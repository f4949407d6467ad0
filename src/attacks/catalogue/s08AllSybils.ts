import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { honest } from '../harness/participant.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { remainderRecovered } from '../harness/stages.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const allSybils: Attack = {
  id: 'S08',
  title: 'A roster so small that all other clients are the coordinator’s',
  check: 'policy-clients',
  who: 'coordinator',
  can: 'have a small roster pinned, of which it owns all entries but one',
  steps: [
    'It opens a session over three clients, two of them its own.',
    'Everything else is as it should be; the sum less its own inputs is the victim’s.',
  ],
  source: 'Douceur, The Sybil attack, 2002; outside every proof of secure aggregation',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 3, threshold: 2 });
    const { alarms, published } = await runRound(scenario, {
      coordinator: NO_CHECKS,
      deviating: { 1: CorruptClient.joiner(), 2: CorruptClient.joiner() },
      honest: { 0: honest({ policy: { minClients: 5 } }) },
    });
    return outcomeOf(alarms, remainderRecovered(scenario, VICTIM!, published));
  },
};
