import { POINT_BYTES } from '../../kernel/kernel.ts';
import { MAX_ROWS } from '../../session/limits.ts';
import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { Rogue } from '../harness/rogue.ts';
import { everyone, worldOf } from '../harness/world.ts';

export const tooManyRows: Attack = {
  id: 'S33',
  title: 'A session whose commitments exhaust everybody’s memory',
  check: 'parameters',
  who: 'coordinator',
  can: 'choose the length of vectors and rows',
  steps: [
    'It draws up a session with a row for each of 2^16 coordinates, each field within its own range.',
    'The clients join, spend the round, and are about to compute and send a commitment for every coordinate.',
  ],
  names: 'coordinator',
  source: 'ours',
  run: (lab) =>
    attempt(async () => {
      const world = worldOf(lab, { clients: 4, threshold: 3, length: 2 ** 16, rowLength: 1 });
      const rogue = new Rogue(world);
      await rogue.invite();
      const { rows } = world.session;
      const succeeded = rows > MAX_ROWS && rogue.adverts.size === everyone(world).length;
      const size = (rows * POINT_BYTES) / 2 ** 20;
      const most = (MAX_ROWS * POINT_BYTES) / 2 ** 20;
      return {
        succeeded,
        gained: `4 clients that owe it Commit envelopes of ${size} MiB each, where ${most} MiB is the most`,
      };
    }),
};
