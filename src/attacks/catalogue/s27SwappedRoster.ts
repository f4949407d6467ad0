import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { honest } from '../harness/participant.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { remainderRecovered } from '../harness/stages.ts';
import { ids, rosterOf, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);
const PINNED = rosterOf('client', 4).digest;

export const swappedRoster: Attack = {
  id: 'S27',
  title: 'The session names the pinned roster, but the client is handed another list of keys',
  check: 'roster-entries',
  who: 'coordinator',
  can: 'replace the roster that a client loads, but not the digest in its policy',
  steps: [
    'The session names the digest that the victim has pinned.',
    'The list of keys that the victim checks signatures with holds the coordinator’s own identities instead.',
    'The sum less the coordinator’s inputs is the victim’s.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const options = { clients: 4, threshold: 3, people: 'sybil', rosterDigest: PINNED };
    const scenario = scenarioOf(testBed, options);
    const sybil = CorruptClient.joiner();
    const { alarms, published } = await runRound(scenario, {
      coordinator: NO_CHECKS,
      deviating: { 1: sybil, 2: sybil, 3: sybil },
      honest: { 0: honest({ policy: { rosterDigest: PINNED } }) },
    });
    return outcomeOf(alarms, remainderRecovered(scenario, VICTIM!, published));
  },
};
