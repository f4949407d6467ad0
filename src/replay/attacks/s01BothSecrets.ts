import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { Rogue } from '../harness/rogue.ts';
import { agreeOn, askAll, collectPayloads, inputRecovered } from '../harness/stages.ts';
import { allBut, everyone, ids, worldOf } from '../harness/world.ts';

const [VICTIM] = ids(0);

export const bothSecrets: Attack = {
  id: 'S01',
  title: 'Clients are asked for mask secrets of clients that they signed as included',
  check: 'unmask-disjoint',
  who: 'coordinator',
  can: 'ask for the shares of whomever it likes',
  steps: [
    'It runs the session as it should, and a quorum signs the full set.',
    'It then names every client but the victim as dropped.',
    'With all pairwise masks of the others and the victim’s seed it unmasks the victim’s payload alone.',
  ],
  names: 'coordinator',
  proves: 'contradictory-request',
  source: 'Flower SecAgg+, where one message may name a client in both lists (commit fdef7af)',
  run: (lab) =>
    attempt(async () => {
      const world = worldOf(lab, { clients: 4, threshold: 3 });
      const rogue = new Rogue(world);
      await collectPayloads(rogue);
      await agreeOn(rogue, everyone(world));
      await askAll(rogue, everyone(world), allBut(world, VICTIM!));
      return inputRecovered(rogue, VICTIM!);
    }),
};
