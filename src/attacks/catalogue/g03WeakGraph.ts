import type { Attack } from '../attack.ts';
import { attempt } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { MaliciousCoordinator } from '../harness/maliciousCoordinator.ts';
import { allBut, ids } from '../harness/scenario.ts';
import { sparseScenario } from '../harness/sparse.ts';
import { collectPayloads, inputRecovered } from '../harness/stages.ts';

const [OWNED] = ids(5);

export const weakGraph: Attack = {
  id: 'G03',
  title: 'A graph in which one corrupt client holds enough shares',
  check: 'thresholds-safe',
  behind: ['graph-safe'],
  scheme: 'sparse',
  who: 'coordinator',
  can: 'choose the parameters of the graph, and use one corrupt client',
  steps: [
    'It opens a session in which one share rebuilds a secret, with thresholds that are safe under pairwise.',
    'Its client is the neighbour of someone, and holds a share of both of its secrets.',
    'It takes all masks off that client’s payload, before anybody confirms anything.',
  ],
  source: 'ours; Bell et al., CCS 2020, choose the degree so that this is unlikely',
  run: (testBed) =>
    attempt(async () => {
      const graph = { neighbours: 3, shareThreshold: 1, minPresent: 3 };
      const sizes = { clients: 6, threshold: 4, maxCorrupt: 1 };
      const scenario = sparseScenario(testBed, graph, sizes);
      const attacker = new MaliciousCoordinator(scenario);
      let owned: CorruptClient | undefined;
      await collectPayloads(attacker, {
        [OWNED!]: CorruptClient.joiner({}, (corrupt) => (owned = corrupt)),
      });
      attacker.corrupt(owned!);
      const victim = allBut(scenario, OWNED!).find((id) =>
        attacker.recipientsOf(id).includes(OWNED!),
      );
      return inputRecovered(attacker, victim!);
    }),
};
