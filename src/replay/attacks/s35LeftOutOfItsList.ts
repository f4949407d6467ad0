import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { Rogue } from '../harness/rogue.ts';
import { agreeOn, askAll, inputRecovered } from '../harness/stages.ts';
import { allBut, everyone, ids, worldOf } from '../harness/world.ts';

const [VICTIM] = ids(0);

export const leftOutOfItsList: Attack = {
  id: 'S35',
  title: 'The victim is shown a list of dealers without itself',
  check: 'own-entry',
  who: 'coordinator',
  can: 'show each client another list of dealers',
  steps: [
    'The victim’s list of dealers holds everyone but itself: it masks for each dealer, so it puts on no self-mask.',
    'The others have the full list; they are told that the victim dropped out, and reveal its mask secret.',
    'The victim’s payload less its pairwise masks is its input.',
  ],
  source: 'ours',
  run: (lab) =>
    attempt(async () => {
      const world = worldOf(lab, { clients: 4, threshold: 3 });
      const rogue = new Rogue(world);
      await rogue.invite();
      await rogue.deal();
      const others = allBut(world, VICTIM!);
      await rogue.commit(VICTIM!, others);
      for (const id of others) await rogue.commit(id, everyone(world));
      await agreeOn(rogue, others);
      await askAll(rogue, others, [VICTIM!]);
      return inputRecovered(rogue, VICTIM!);
    }),
};
