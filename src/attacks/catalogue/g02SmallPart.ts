import type { ClientId } from '../../session/party.ts';
import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { everyone, plainSum, sameVector } from '../harness/scenario.ts';
import { looseScenario, neighboursOfAll } from '../harness/sparse.ts';
import { agreeOn, askAll, collectPayloads } from '../harness/stages.ts';

/** The two clients that drew each other and have the fewest neighbours. */
function loosePair(attacker: MaliciousCoordinator): readonly ClientId[] {
  const all = everyone(attacker.scenario);
  const pairs = all.flatMap((a) =>
    attacker
      .recipientsOf(a)
      .filter((b) => a < b && attacker.recipientsOf(b).includes(a))
      .map((b) => [a, b]),
  );
  const count = (pair: readonly ClientId[]): number => neighboursOfAll(attacker, pair).length;
  return pairs.reduce((best, pair) => (count(pair) < count(best) ? pair : best));
}

export const smallPart: Attack = {
  id: 'G02',
  title: 'A set without the neighbours of two clients',
  check: 'graph-degree',
  scheme: 'sparse',
  who: 'coordinator',
  can: 'choose the included set once it knows the graph',
  steps: [
    'It finds two clients that drew each other, and leaves out everyone else who masks with either.',
    'More than t clients stay, and sign the set. The secrets of those who were left out are rebuilt.',
    'No mask ties the two to the others any more, and each reveals the seed of the other: the sum of two inputs is read.',
  ],
  names: 'coordinator',
  proves: 'thin-set',
  source: 'ours; Bell et al., CCS 2020, give the server one sum for each part of the graph',
  run: (testBed) =>
    attempt(async () => {
      const scenario = looseScenario(testBed);
      const attacker = new MaliciousCoordinator(scenario);
      await collectPayloads(attacker);
      const pair = loosePair(attacker);
      const dropped = neighboursOfAll(attacker, pair);
      const included = everyone(scenario).filter((id) => !dropped.includes(id));
      await agreeOn(attacker, included);
      await askAll(attacker, included, dropped);
      const opened = await attacker.open(pair);
      const succeeded = sameVector(opened?.sum, plainSum(scenario, pair));
      const { threshold } = scenario.session.parameters;
      return {
        succeeded,
        gained: succeeded
          ? `a sum over ${pair.length} honest inputs, where at least ${threshold} were promised`
          : 'nothing that decodes',
      };
    }),
};
