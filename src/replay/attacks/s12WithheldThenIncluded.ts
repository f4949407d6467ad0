import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { Rogue } from '../harness/rogue.ts';
import { agreeOn, askAll, collectPayloads, inputRecovered } from '../harness/stages.ts';
import { allBut, everyone, ids, worldOf } from '../harness/world.ts';

const [VICTIM] = ids(0);

export const withheldThenIncluded: Attack = {
  id: 'S12',
  title: 'A payload is withheld, its client declared dropped, then included after all',
  check: 'one-shot',
  who: 'coordinator',
  can: 'delay a message, and announce that it arrived late',
  steps: [
    'The victim’s payload counts as lost; a quorum signs the set without it and reveals its mask secret.',
    'The payload then “arrives”: a second included list holds it, and a quorum is asked for its seed.',
  ],
  names: 'coordinator',
  proves: 'two-envelopes',
  source: 'Bonawitz et al., CCS 2017, section 4: the reason for double masking',
  run: (lab) =>
    attempt(async () => {
      const world = worldOf(lab, { clients: 4, threshold: 3 });
      const rogue = new Rogue(world);
      await collectPayloads(rogue);
      const others = allBut(world, VICTIM!);
      const before = rogue.historyOf(VICTIM!);
      await agreeOn(rogue, others);
      await askAll(rogue, others, [VICTIM!]);
      for (const id of others) rogue.rewind(id, before);
      await agreeOn(rogue, others, everyone(world));
      await askAll(rogue, others, []);
      return inputRecovered(rogue, VICTIM!);
    }),
};
