import { sha256 } from '../../crypto/tupleHash.ts';
import type { Attack } from '../attack.ts';
import { proofCounted } from '../harness/boost.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { planesScenario } from '../harness/planesBench.ts';
import { runRound } from '../harness/round.ts';
import { sameSecrets } from '../harness/sameSecrets.ts';
import { another, ids, type Scenario } from '../harness/scenario.ts';

const [STALE] = ids(3);

export const earlierProof: Attack = {
  id: 'C40',
  title: 'A commitment and its proof by digit planes from the round before',
  check: 'proof',
  who: 'client',
  can: 'use the input, the blinders and the proof of an earlier round again',
  steps: [
    'In round 1 it commits to its input and proves it as it should.',
    'In round 2 it commits with the same blinders, so that the commitment is the same, and sends the proof of round 1.',
    'The proof is valid for exactly this commitment and this client: only its session is another.',
  ],
  names: 3,
  proves: 'unproven-bounds',
  source: 'Dao, Miller, Wright and Grubbs, S&P 2023 (weak Fiat–Shamir)',
  run: async (testBed) => {
    const first = planesScenario(testBed, { kind: 'linf' });
    const nonce = sha256(Uint8Array.of(40));
    const second: Scenario = { ...first, ...another(first, { round: 2, nonce }) };
    let earlier = new Uint8Array();
    const proving = sameSecrets(async (own) => (earlier = (await own()).slice()));
    await runRound(first, { deviating: { [STALE!]: CorruptClient.joiner(proving) } });
    const stale = sameSecrets(() => Promise.resolve(earlier));
    const deviating = { [STALE!]: CorruptClient.joiner(stale) };
    const { alarms, published } = await runRound(second, { deviating });
    const whose = 'of round 2, with a proof of round 1';
    return outcomeOf(alarms, await proofCounted(second, published, STALE!, whose));
  },
};
