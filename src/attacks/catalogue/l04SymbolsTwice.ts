import type { Attack } from '../attack.ts';
import { codedScenario } from '../harness/coded.ts';
import { CodedCoordinator } from '../harness/codedCoordinator.ts';
import { attempt } from '../harness/events.ts';
import { agreeOn, askAll, collectPayloads } from '../harness/stages.ts';
import { allBut, everyone, ids } from '../harness/scenario.ts';

const [VICTIM] = ids(0);

export const symbolsTwice: Attack = {
  id: 'L04',
  title: 'Holders are asked for their symbols twice, over two sets',
  check: 'one-shot',
  scheme: 'coded',
  who: 'coordinator',
  can: 'go back to an earlier phase with whomever it likes',
  steps: [
    'A quorum signs the full set and answers: that gives the sum of all masks.',
    'It then sends another included list, without the victim, as if the first had never been sent.',
    'A quorum signs and answers that one, too: the difference is the victim’s mask.',
  ],
  names: 'coordinator',
  proves: 'equivocation',
  source: 'ours; in LightSecAgg as published a holder answers every list of clients',
  run: (testBed) =>
    attempt(async () => {
      const scenario = codedScenario(testBed);
      const attacker = new CodedCoordinator(scenario);
      await collectPayloads(attacker);
      const [full, others] = [everyone(scenario), allBut(scenario, VICTIM!)];
      const before = attacker.transcriptOf(VICTIM!);
      await agreeOn(attacker, full);
      await askAll(attacker, full, []);
      for (const id of others) attacker.rewind(id, before);
      await agreeOn(attacker, others);
      await askAll(attacker, others, []);
      return attacker.inputOf(VICTIM!, full, others);
    }),
};
