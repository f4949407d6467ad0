import type { Attack } from '../attack.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { outcomeOf } from '../harness/events.ts';
import { impostors } from '../harness/forge.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { honest, type Joiner } from '../harness/participant.ts';
import { runRound } from '../harness/round.ts';
import { allBut, ids } from '../harness/scenario.ts';
import { largeSchemes, sparseScenario } from '../harness/sparse.ts';
import { remainderRecovered } from '../harness/stages.ts';

const [VICTIM] = ids(4);
const GRAPH = { neighbours: 8, shareThreshold: 2, minPresent: 6 };
const SIZES = { clients: 12, threshold: 7, maxCorrupt: 1, maxDropouts: 2 };

/** Takes part in a client's name without its identity key. */
const impostor: Joiner = (scenario, id, invitation) =>
  CorruptClient.joiner()(impostors(scenario), id, invitation);

export const keysOfItsOwn: Attack = {
  id: 'G06',
  title: 'Neighbours with keys of the coordinator’s own, in a list too long to verify',
  check: 'client-signature',
  scheme: 'sparse',
  who: 'coordinator',
  can: 'put anything into the lists of a session so large that nobody verifies all of them, but not sign for a client',
  steps: [
    'It makes keys for every client but the victim, and signs them itself.',
    'The victim verifies the signatures of those whom it draws, and of nobody else.',
    'Without that it deals its shares to the coordinator’s keys, and masks with them: the sum less the coordinator’s inputs is the victim’s.',
  ],
  source: 'ours; Bonawitz et al., CCS 2017, section 6.2, where all signatures are verified',
  run: async (testBed) => {
    const scenario = sparseScenario(testBed, GRAPH, SIZES);
    const others = allBut(scenario, VICTIM!).map((id) => [id, impostor] as const);
    const { alarms, published } = await runRound(scenario, {
      coordinator: NO_CHECKS,
      honest: { [VICTIM!]: honest({ schemes: largeSchemes() }) },
      deviating: Object.fromEntries(others),
    });
    return outcomeOf(alarms, remainderRecovered(scenario, VICTIM!, published));
  },
};
