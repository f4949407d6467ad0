import { systemRandom } from '../../crypto/random.ts';
import type { SchemeKeys } from '../../schemes/client.ts';
import { SparseClientKeys } from '../../schemes/sparse/client.ts';
import { neighboursOf, NONCE_BYTES } from '../../schemes/sparse/neighbours.ts';
import { sparseRulesWith } from '../../schemes/sparse/rules.ts';
import type { AdvertisedContents } from '../../client/states.ts';
import type { Attack } from '../attack.ts';
import { CorruptClient, maskKeysIn } from '../harness/corruptClient.ts';
import { outcomeOf } from '../harness/events.ts';
import { honest } from '../harness/participant.ts';
import { runRound } from '../harness/round.ts';
import { allBut, ids } from '../harness/scenario.ts';
import { lenientSchemes, sparseScenario } from '../harness/sparse.ts';
import { lostUnnamed } from '../harness/spoiltRound.ts';

const [DEALER] = ids(3);
const SILENT = ids(0, 1, 2);
const GRAPH = { neighbours: 5, shareThreshold: 3, minPresent: 4 };
const ERROR_EXPONENT = 2;

/** Keys of a client that tries numbers until all who will fall silent are among its neighbours. */
function choosing({ schemeKeys, ...contents }: AdvertisedContents): AdvertisedContents {
  const maskKeys = maskKeysIn({ schemeKeys, ...contents });
  const keys: SchemeKeys = {
    body: schemeKeys.body,
    wipe: () => undefined,
    deal(context, peers) {
      const clients = [...peers.schemeKeys.keys()];
      for (;;) {
        const nonce = systemRandom(NONCE_BYTES);
        const { transcriptHash } = peers;
        const drawn = neighboursOf(clients, GRAPH.neighbours, transcriptHash, DEALER!, nonce);
        if (!SILENT.every((id) => drawn.includes(id))) continue;
        const rules = sparseRulesWith(ERROR_EXPONENT);
        return new SparseClientKeys(context, rules, maskKeys, nonce).deal(context, peers);
      }
    },
  };
  return { ...contents, schemeKeys: keys };
}

export const chosenNeighbours: Attack = {
  id: 'G01',
  title: 'A client that picks its neighbours, who fall silent',
  check: 'nonce-opened',
  scheme: 'sparse',
  who: 'client',
  can: 'draw its neighbours with any number, and has three others fall silent after they confirmed',
  steps: [
    'It tries numbers until the three are among the neighbours that it deals its shares to.',
    'It is included. The three say nothing more, as few as any session survives.',
    'Too few answers hold a share of its seed: the round is lost, and nobody is to blame.',
  ],
  names: 3,
  proves: 'broken-nonce',
  source: 'ours; Bell et al., CCS 2020, have the server choose the graph',
  run: async (testBed) => {
    const scenario = sparseScenario(testBed, GRAPH, {
      clients: 16,
      threshold: 10,
      maxCorrupt: 1,
      maxDropouts: 3,
    });
    const lenient = honest({ schemes: lenientSchemes(ERROR_EXPONENT) });
    const others = allBut(scenario, DEALER!).map((id) => [id, lenient] as const);
    const outcome = await runRound(scenario, {
      honest: Object.fromEntries(others),
      deviating: { [DEALER!]: CorruptClient.joiner({ advertised: choosing }) },
      down: (phase, to, message) =>
        phase === 'unmask' && SILENT.includes(to) ? undefined : message,
    });
    return outcomeOf(outcome.alarms, lostUnnamed(outcome, DEALER!));
  },
};
