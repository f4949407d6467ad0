import type { Attack } from '../attack.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { attempt } from '../harness/events.ts';
import { isOf } from '../harness/forge.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { redealt, shut } from '../harness/redealt.ts';
import { agreeOn, collectPayloads } from '../harness/stages.ts';
import { everyone, ids, scenarioOf } from '../harness/scenario.ts';

const HONEST = ids(0, 1, 2);

export const accusedIncluded: Attack = {
  id: 'S47',
  title: 'A set with a dealer whose shares nobody has',
  check: 'accused-excluded',
  scheme: 'pairwise',
  who: 'coordinator',
  can: 'ignore accusations, and include whom it likes',
  steps: [
    'A client of the coordinator’s deals boxes that open for nobody; everyone accuses it.',
    'The coordinator includes it all the same, and has everyone sign the set.',
    'No share of its seed exists, so the set is never unmasked, and everyone has used up round and input.',
  ],
  names: 'coordinator',
  source: 'ours',
  run: (testBed) =>
    attempt(async () => {
      const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
      const dealer = CorruptClient.joiner({
        says: (message, { id }) =>
          isOf('share', message) ? redealt(scenario, id, message, shut) : message,
      });
      const attacker = new MaliciousCoordinator(scenario);
      await collectPayloads(attacker, { 3: dealer });
      await agreeOn(attacker, HONEST, everyone(scenario));
      const signed = HONEST.filter((id) => attacker.confirms.has(id)).length;
      const succeeded = signed === HONEST.length;
      return {
        succeeded,
        gained: succeeded
          ? `${signed} honest signatures under a set that nobody can unmask`
          : 'nothing',
      };
    }),
};
