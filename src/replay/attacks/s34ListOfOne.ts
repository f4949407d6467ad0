import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { Rogue } from '../harness/rogue.ts';
import { agreeOn, askAll, inputRecovered } from '../harness/stages.ts';
import { allBut, everyone, ids, worldOf } from '../harness/world.ts';

const [VICTIM] = ids(0);

export const listOfOne: Attack = {
  id: 'S34',
  title: 'The victim is told that nobody else dealt shares',
  check: 'quorum-present',
  who: 'coordinator',
  can: 'show each client another list of dealers',
  steps: [
    'The victim is shown a list of dealers that holds only itself, and masks its input with nobody.',
    'All others are shown the full list, sign the full set and reveal the victim’s seed.',
    'The victim’s payload less its self-mask is its input.',
  ],
  source:
    'Bonawitz et al., CCS 2017, round 2: |U₂| ≥ t is checked by the clients, not by the server',
  run: (lab) =>
    attempt(async () => {
      const world = worldOf(lab, { clients: 4, threshold: 3 });
      const rogue = new Rogue(world);
      await rogue.invite();
      await rogue.deal();
      const others = allBut(world, VICTIM!);
      await rogue.commit(VICTIM!, [VICTIM!]);
      for (const id of others) await rogue.commit(id, everyone(world));
      await agreeOn(rogue, others, everyone(world));
      await askAll(rogue, others, []);
      return inputRecovered(rogue, VICTIM!);
    }),
};
