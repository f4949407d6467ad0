import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { honest } from '../harness/participant.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { remainderRecovered } from '../harness/stages.ts';
import { ids, rosterOf, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const madeUpRoster: Attack = {
  id: 'S28',
  title: 'A session over a roster full of identities that the coordinator made up',
  check: 'policy-roster',
  who: 'coordinator',
  can: 'make identities, and offer a session over them',
  steps: [
    'It makes a roster of the victim and three identities that it controls, and a session over it.',
    'The sum less its own inputs is the victim’s.',
  ],
  source: 'Douceur, The Sybil attack, 2002',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3, people: 'sybil' });
    const sybil = CorruptClient.joiner();
    const { alarms, published } = await runRound(scenario, {
      coordinator: NO_CHECKS,
      deviating: { 1: sybil, 2: sybil, 3: sybil },
      honest: { 0: honest({ policy: { rosterDigest: rosterOf('client', 4).digest } }) },
    });
    return outcomeOf(alarms, remainderRecovered(scenario, VICTIM!, published));
  },
};
