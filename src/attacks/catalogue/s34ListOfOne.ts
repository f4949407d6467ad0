import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { agreeOn, askAll, inputRecovered } from '../harness/stages.ts';
import { allBut, everyone, ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const listOfOne: Attack = {
  id: 'S34',
  title: 'The victim is told that nobody else dealt shares',
  check: 'quorum-present',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'show each client another list of dealers',
  steps: [
    'The victim is shown a list of dealers that holds only itself, and masks its input with nobody.',
    'All others are shown the full list, sign the full set and reveal the victim’s seed.',
    'The victim’s payload less its self-mask is its input.',
  ],
  source: 'Bonawitz et al., CCS 2017, round 2, where clients abort if |U₂| < t',
  run: (testBed) =>
    attempt(async () => {
      const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
      const attacker = new MaliciousCoordinator(scenario);
      await attacker.invite();
      await attacker.deal();
      const others = allBut(scenario, VICTIM!);
      await attacker.commit(VICTIM!, [VICTIM!]);
      for (const id of others) await attacker.commit(id, everyone(scenario));
      await agreeOn(attacker, others, everyone(scenario));
      await askAll(attacker, others, []);
      return inputRecovered(attacker, VICTIM!);
    }),
};
