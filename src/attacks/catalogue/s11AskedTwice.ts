import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { agreeOn, askAll, collectPayloads, inputRecovered } from '../harness/stages.ts';
import { allBut, everyone, ids, scenarioOf } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const askedTwice: Attack = {
  id: 'S11',
  title: 'Confirm and Unmask are asked twice, with different sets',
  check: 'one-shot',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'go back to an earlier phase with whomever it likes',
  steps: [
    'A quorum signs the full set and reveals its seeds, the victim’s among them.',
    'It then sends another included list, without the victim, as if the first had never been sent.',
    'A quorum signs that one too, and reveals the mask secret of the “dropped” victim.',
  ],
  names: 'coordinator',
  proves: 'equivocation',
  source:
    'Bonawitz et al., CCS 2017; Flower SecAgg+, whose set-up may be started again (commit fdef7af)',
  run: (testBed) =>
    attempt(async () => {
      const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
      const attacker = new MaliciousCoordinator(scenario);
      await collectPayloads(attacker);
      const all = everyone(scenario);
      const before = attacker.transcriptOf(VICTIM!);
      await agreeOn(attacker, all);
      await askAll(attacker, all, []);
      const others = allBut(scenario, VICTIM!);
      for (const id of others) attacker.rewind(id, before);
      await agreeOn(attacker, others);
      await askAll(attacker, others, [VICTIM!]);
      return inputRecovered(attacker, VICTIM!);
    }),
};
