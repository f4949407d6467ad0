import type { Attack } from '../attack.ts';
import { impostors } from '../harness/forge.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import type { Joiner } from '../harness/participant.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { remainderRecovered } from '../harness/stages.ts';
import { allBut, ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

/** Takes part in a client's name without its identity key. */
const impostor: Joiner = (scenario, id, invitation) =>
  CorruptClient.joiner()(impostors(scenario), id, invitation);

export const replacedKeys: Attack = {
  id: 'S06',
  title: 'All other clients’ keys are replaced by the coordinator’s own',
  check: 'client-signature',
  who: 'coordinator',
  can: 'put anything into the lists, but not sign for a client',
  steps: [
    'It makes keys, shares, payloads and confirmations for every client but the victim, and signs them itself.',
    'The victim masks its input with the coordinator’s own keys.',
    'The sum less the coordinator’s inputs is the victim’s.',
  ],
  source:
    'Bonawitz et al., CCS 2017, section 6.2: why active security needs a public-key infrastructure',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const others = allBut(scenario, VICTIM!).map((id) => [id, impostor] as const);
    const deviating = Object.fromEntries(others);
    const { alarms, published } = await runRound(scenario, { coordinator: NO_CHECKS, deviating });
    return outcomeOf(alarms, remainderRecovered(scenario, VICTIM!, published));
  },
};
