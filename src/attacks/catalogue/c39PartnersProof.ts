import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { proofCounted } from '../harness/boost.ts';
import { planesScenario } from '../harness/planesBench.ts';
import { runRound } from '../harness/round.ts';
import { sameSecrets } from '../harness/sameSecrets.ts';
import { ids } from '../harness/scenario.ts';

const [PROVER, COPIER] = ids(2, 3);

export const partnersProof: Attack = {
  id: 'C39',
  title: 'Another client’s proof by digit planes, of the same commitment',
  check: 'proof',
  who: 'client',
  can: 'share input, blinders and proof with another corrupt client',
  steps: [
    'Clients 2 and 3 commit to the same input with the same blinders, so that their commitments are the same.',
    'Client 2 proves it as it should; client 3 sends client 2’s proof.',
    'The proof is valid for exactly this commitment in this session: only its client is another.',
  ],
  names: 3,
  proves: 'unproven-bounds',
  source: 'Dao, Miller, Wright and Grubbs, S&P 2023 (weak Fiat–Shamir)',
  run: async (testBed) => {
    const scenario = planesScenario(testBed, { kind: 'linf' });
    const shared = Int32Array.of(7, -7, 7);
    let proven = new Uint8Array();
    const proving = sameSecrets(async (own) => (proven = (await own()).slice()), shared);
    const copying = sameSecrets(() => Promise.resolve(proven), shared);
    const { alarms, published } = await runRound(scenario, {
      deviating: {
        [PROVER!]: CorruptClient.joiner(proving),
        [COPIER!]: CorruptClient.joiner(copying),
      },
    });
    const whose = 'with the proof of client 2 for client 3';
    return outcomeOf(alarms, await proofCounted(scenario, published, COPIER!, whose));
  },
};
