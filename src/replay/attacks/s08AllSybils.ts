import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { Insider } from '../harness/insider.ts';
import { honest } from '../harness/participant.ts';
import { RECKLESS } from '../harness/reckless.ts';
import { runRound } from '../harness/round.ts';
import { remainderRecovered } from '../harness/stages.ts';
import { ids, worldOf } from '../harness/world.ts';

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
  run: async (lab) => {
    const world = worldOf(lab, { clients: 3, threshold: 2 });
    const { alarms, published } = await runRound(world, {
      coordinator: RECKLESS,
      deviating: { 1: Insider.joiner(), 2: Insider.joiner() },
      honest: { 0: honest({ policy: { minClients: 5 } }) },
    });
    return outcomeOf(alarms, remainderRecovered(world, VICTIM!, published));
  },
};
