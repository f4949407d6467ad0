import { POINT_BYTES } from '../../kernel/kernel.ts';
import { MAX_ROWS } from '../../session/limits.ts';
import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { everyone, scenarioOf } from '../harness/scenario.ts';

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
  run: (testBed) =>
    attempt(async () => {
      const scenario = scenarioOf(testBed, {
        clients: 4,
        threshold: 3,
        length: 2 ** 16,
        rowLength: 1,
      });
      const attacker = new MaliciousCoordinator(scenario);
      await attacker.invite();
      const { rows } = scenario.session;
      const succeeded = rows > MAX_ROWS && attacker.adverts.size === everyone(scenario).length;
      const size = (rows * POINT_BYTES) / 2 ** 20;
      const most = (MAX_ROWS * POINT_BYTES) / 2 ** 20;
      return {
        succeeded,
        gained: `4 clients that owe it Commit envelopes of ${size} MiB each, where ${most} MiB is the most`,
      };
    }),
};
