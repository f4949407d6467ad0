import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { agreeOn, askAll, inputRecovered } from '../harness/stages.ts';
import { allBut, everyone, ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const leftOutOfItsList: Attack = {
  id: 'S35',
  title: 'The victim is shown a list of dealers without itself',
  check: 'own-entry',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'show each client another list of dealers',
  steps: [
    'The victim’s list of dealers holds everyone but itself: it masks for each dealer, so it puts on no self-mask.',
    'The others have the full list; they are told that the victim dropped out, and reveal its mask secret.',
    'The victim’s payload less its pairwise masks is its input.',
  ],
  source: 'ours',
  run: (testBed) =>
    attempt(async () => {
      const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
      const attacker = new MaliciousCoordinator(scenario);
      await attacker.invite();
      await attacker.deal();
      const others = allBut(scenario, VICTIM!);
      await attacker.commit(VICTIM!, others);
      for (const id of others) await attacker.commit(id, everyone(scenario));
      await agreeOn(attacker, others);
      await askAll(attacker, others, [VICTIM!]);
      return inputRecovered(attacker, VICTIM!);
    }),
};
