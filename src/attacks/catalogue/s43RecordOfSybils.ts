import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { judge } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { everyone, rosterOf, scenarioOf } from '../harness/scenario.ts';

export const recordOfSybils: Attack = {
  id: 'S43',
  title: 'A record over a roster that the coordinator made up',
  check: 'policy-roster',
  who: 'coordinator',
  can: 'make identities, and put any roster into a record',
  steps: [
    'It plays all clients of a roster that it made, each with a valid signature.',
    'The record is consistent in itself; only the roster that the verifier pins tells it from a true one.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3, people: 'sybil' });
    const sybils = everyone(scenario).map((id) => [id, CorruptClient.joiner()] as const);
    const deviating = Object.fromEntries(sybils);
    const { published } = await runRound(scenario, { coordinator: NO_CHECKS, deviating });
    const pinned = rosterOf('client', 4).digest;
    const report = await judge(scenario, published!.record, { rosterDigest: pinned });
    const gained = report.valid ? 'a record that passes over 4 inputs that it made up' : 'nothing';
    return outcomeOf(alarmsOf(report), { succeeded: report.valid, gained });
  },
};
