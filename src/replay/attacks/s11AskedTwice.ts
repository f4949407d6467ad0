import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { Rogue } from '../harness/rogue.ts';
import { agreeOn, askAll, collectPayloads, inputRecovered } from '../harness/stages.ts';
import { allBut, everyone, ids, worldOf } from '../harness/world.ts';

const [VICTIM] = ids(0);

export const askedTwice: Attack = {
  id: 'S11',
  title: 'Confirm and Unmask are asked twice, with different sets',
  check: 'one-shot',
  who: 'coordinator',
  can: 'go back to an earlier phase with whomever it likes',
  steps: [
    'A quorum signs the full set and reveals its seeds, the victim’s among them.',
    'It then sends another included list, without the victim, as if the first had never been sent.',
    'A quorum signs that one too, and reveals the mask secret of the “dropped” victim.',
  ],
  names: 'coordinator',
  proves: 'two-envelopes',
  source:
    'Bonawitz et al., CCS 2017; Flower SecAgg+, whose set-up may be started again (commit fdef7af)',
  run: (lab) =>
    attempt(async () => {
      const world = worldOf(lab, { clients: 4, threshold: 3 });
      const rogue = new Rogue(world);
      await collectPayloads(rogue);
      const all = everyone(world);
      const before = rogue.historyOf(VICTIM!);
      await agreeOn(rogue, all);
      await askAll(rogue, all, []);
      const others = allBut(world, VICTIM!);
      for (const id of others) rogue.rewind(id, before);
      await agreeOn(rogue, others);
      await askAll(rogue, others, [VICTIM!]);
      return inputRecovered(rogue, VICTIM!);
    }),
};
