import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { agreeOn, askAll, collectPayloads, inputRecovered } from '../harness/stages.ts';
import { allBut, everyone, ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const withheldThenIncluded: Attack = {
  id: 'S12',
  title: 'A payload is withheld, its client declared dropped, then included after all',
  check: 'one-shot',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'delay a message, and announce that it arrived late',
  steps: [
    'The victim’s payload counts as lost; a quorum signs the set without it and reveals its mask secret.',
    'The payload then “arrives”: a second included list holds it, and a quorum is asked for its seed.',
  ],
  names: 'coordinator',
  proves: 'equivocation',
  source: 'Bonawitz et al., CCS 2017, section 4: the reason for double masking',
  run: (testBed) =>
    attempt(async () => {
      const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
      const attacker = new MaliciousCoordinator(scenario);
      await collectPayloads(attacker);
      const others = allBut(scenario, VICTIM!);
      const before = attacker.transcriptOf(VICTIM!);
      await agreeOn(attacker, others);
      await askAll(attacker, others, [VICTIM!]);
      for (const id of others) attacker.rewind(id, before);
      await agreeOn(attacker, others, everyone(scenario));
      await askAll(attacker, others, []);
      return inputRecovered(attacker, VICTIM!);
    }),
};
