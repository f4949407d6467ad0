import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { agreeOn, askAll, collectPayloads, inputRecovered } from '../harness/stages.ts';
import { allBut, everyone, ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const bothSecrets: Attack = {
  id: 'S01',
  title: 'Clients are asked for mask secrets of clients that they signed as included',
  check: 'unmask-disjoint',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'ask for the shares of whomever it likes',
  steps: [
    'It runs the session as it should, and a quorum signs the full set.',
    'It then names every client but the victim as dropped.',
    'With all pairwise masks of the others and the victim’s seed it unmasks the victim’s payload alone.',
  ],
  names: 'coordinator',
  proves: 'contradictory-request',
  source: 'Flower SecAgg+, where one message may name a client in both lists (commit fdef7af)',
  run: (testBed) =>
    attempt(async () => {
      const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
      const attacker = new MaliciousCoordinator(scenario);
      await collectPayloads(attacker);
      await agreeOn(attacker, everyone(scenario));
      await askAll(attacker, everyone(scenario), allBut(scenario, VICTIM!));
      return inputRecovered(attacker, VICTIM!);
    }),
};
