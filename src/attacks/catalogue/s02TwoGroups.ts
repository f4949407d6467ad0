import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { agreeOn, askAll, collectPayloads, inputRecovered } from '../harness/stages.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const GROUPS = [ids(0, 1), ids(2, 3)] as const;
const [VICTIM] = ids(0);

export const twoGroups: Attack = {
  id: 'S02',
  title: 'Two groups are told different things under a threshold that half of the clients meets',
  check: 'thresholds-safe',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'choose the threshold, and tell each client what it likes',
  steps: [
    'It draws up a session with 2t = n + n_C.',
    'Each half is told that the other half dropped out, and signs itself as the set.',
    'One half reveals the seeds of its members, the other half their mask secrets.',
  ],
  source: 'Bonawitz et al., CCS 2017, Theorem 6.5: the condition on t',
  run: (testBed) =>
    attempt(async () => {
      const scenario = scenarioOf(testBed, { clients: 4, threshold: 2 });
      const attacker = new MaliciousCoordinator(scenario);
      await collectPayloads(attacker);
      const [here, there] = GROUPS;
      await agreeOn(attacker, here);
      await agreeOn(attacker, there);
      await askAll(attacker, here, there);
      await askAll(attacker, there, here);
      return inputRecovered(attacker, VICTIM!);
    }),
};
