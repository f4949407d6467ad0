import { splitAttachment } from '../../messages/commit.ts';
import type { Attack } from '../attack.ts';
import { boostCounted, boosting } from '../harness/boost.ts';
import { outcomeOf } from '../harness/events.ts';
import { rerandomised } from '../harness/forgeProofs.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { provenScenario } from '../harness/proofBench.ts';
import { PROVEN_BOUND } from '../harness/provenInputs.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [VICTIM, COPIER] = ids(2, 3);
const BOOSTED = 3 * PROVEN_BOUND;

export const copiedProof: Attack = {
  id: 'C06',
  title: 'Another client’s proof, re-randomised so that it looks like its own',
  check: 'proof',
  needs: 'prover',
  who: 'client',
  can: 'read what another client sends, and commit to any input',
  steps: [
    'It takes the proof that client 2 sends, and turns it into other bytes that prove the same statement.',
    'It sends that with its own commitment, to 300 in every coordinate where B = 100.',
    'A search for equal proofs finds none; the statement names client 2 and its commitment.',
  ],
  names: 3,
  proves: 'unproven-bounds',
  source: 'Groth, EUROCRYPT 2016, §3 (proofs are malleable)',
  run: async (testBed) => {
    const scenario = await provenScenario(testBed, 'linf');
    let copied = new Uint8Array();
    const forge = (): Promise<Uint8Array> => Promise.resolve(rerandomised(copied, 7n));
    const deviation = boosting(scenario, (own) => own.map(() => BOOSTED), forge);
    const { alarms, published } = await runRound(scenario, {
      deviating: { [COPIER!]: CorruptClient.joiner(deviation) },
      up: (phase, from, message) => {
        if (phase === 'commit' && from === VICTIM) {
          copied = splitAttachment(scenario.session, message.attachment!).proofs.slice();
        }
        return [message];
      },
    });
    const vector = new Int32Array(3).fill(BOOSTED);
    const { gain } = await boostCounted(scenario, published, COPIER!, vector);
    return outcomeOf(alarms, gain);
  },
};
