import type { Attack } from '../attack.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { judge, recordOf } from '../harness/forge.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { agreeOn, collectPayloads } from '../harness/stages.ts';
import { everyone, ids, scenarioOf } from '../harness/scenario.ts';

const GROUPS = [ids(0, 1), ids(2, 3)] as const;

export const twoQuorums: Attack = {
  id: 'S44',
  title: 'Two records of one session, each with a different quorum',
  check: 'thresholds-safe',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'draw up a session with 2t = n, among clients that don’t mind',
  steps: [
    'Half of the clients sign one set, the other half another; each half is a quorum.',
    'It shows some verifiers the one record and some the other.',
  ],
  proves: 'false-record',
  source: 'Bonawitz et al., CCS 2017, Theorem 6.5, from the verifier’s side',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 2 });
    const attacker = new MaliciousCoordinator(scenario);
    const owned: CorruptClient[] = [];
    const joiner = CorruptClient.joiner({}, (corrupt) => owned.push(corrupt));
    const joiners = everyone(scenario).map((id) => [id, joiner] as const);
    await collectPayloads(attacker, Object.fromEntries(joiners));
    for (const corrupt of owned) attacker.corrupt(corrupt);
    const reports = [];
    for (const group of GROUPS) {
      await agreeOn(attacker, group);
      const opened = await attacker.open(group);
      reports.push(await judge(scenario, recordOf(attacker, opened!, group, group)));
    }
    const succeeded = reports.every(({ valid }) => valid);
    const gained = succeeded ? 'two records of one session that both pass' : 'nothing';
    return outcomeOf(reports.flatMap(alarmsOf), { succeeded, gained });
  },
};
