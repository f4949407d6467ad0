import type { CodedDemand } from '../../schemes/coded/demand.ts';
import type { Attack } from '../attack.ts';
import { CodedCoordinator } from '../harness/codedCoordinator.ts';
import { attempt } from '../harness/events.ts';
import { agreeOn, collectPayloads } from '../harness/stages.ts';
import { allBut, everyone, ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(4);
const SCHEME: CodedDemand = { kind: 'coded', recovery: 2 };

export const mixedSymbols: Attack = {
  id: 'L03',
  title: 'View mixing over symbols: two holders are shown one set, two another',
  check: 'confirm-quorum',
  scheme: 'coded',
  who: 'coordinator',
  can: 'show each client another included set of at least t clients',
  steps: [
    'Two of five clients are shown the full set, two others the set without the victim; each signs what it is shown.',
    'All four answer with the sums of their symbols. Two answers about a set give the sum of its masks.',
    'The difference of the two sums is the victim’s mask.',
  ],
  names: 'coordinator',
  proves: 'false-quorum',
  source: 'ours; LightSecAgg as published has no round in which clients agree on the set',
  run: (testBed) =>
    attempt(async () => {
      const scenario = scenarioOf(testBed, { clients: 5, threshold: 3, scheme: SCHEME });
      const attacker = new CodedCoordinator(scenario);
      await collectPayloads(attacker);
      const [full, others] = [everyone(scenario), allBut(scenario, VICTIM!)];
      await agreeOn(attacker, ids(0, 1), full);
      await agreeOn(attacker, ids(2, 3), others);
      for (const id of others) await attacker.unmask(id, [], others);
      return attacker.inputOf(VICTIM!, full, others);
    }),
};
