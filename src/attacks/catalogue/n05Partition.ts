import type { Attack } from '../attack.ts';
import { type Alarm, alarmsOf, outcomeOf } from '../harness/events.ts';
import { judge } from '../harness/forge.ts';
import { runRound } from '../harness/round.ts';
import { ids, plainSum, sameVector, scenarioOf } from '../harness/scenario.ts';

const HALVES = [ids(0, 1), ids(2, 3)] as const;

export const partition: Attack = {
  id: 'N05',
  title: 'A partition in which both halves go on',
  check: 'thresholds-safe',
  who: 'network',
  can: 'cut the network in two between two honest replicas of one coordinator',
  steps: [
    'A session with 2t = n is opened at both replicas, which hold one key.',
    'Each replica hears one half of the clients, takes the other half for dropped, and goes on.',
    'Each half is a quorum, so one session has two sums and two records, and each sum covers few inputs.',
  ],
  source: 'Bonawitz et al., CCS 2017, Theorem 6.5: two quorums that share no honest client',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 2, maxDropouts: 2 });
    const alarms: Alarm[] = [];
    let standing = 0;
    for (const half of HALVES) {
      const { published, ...round } = await runRound(scenario, {
        down: (_, to, message) => (half.includes(to) ? message : undefined),
      });
      alarms.push(...round.alarms);
      if (!published) continue;
      const report = await judge(scenario, published.record);
      alarms.push(...alarmsOf(report));
      if (report.valid && sameVector(published.sum, plainSum(scenario, half))) standing += 1;
    }
    const succeeded = standing === HALVES.length;
    const gained = succeeded
      ? `two records of one session that both pass, each a sum over ${HALVES[0].length} inputs`
      : 'nothing';
    return outcomeOf(alarms, { succeeded, gained });
  },
};
