import { setupOf } from '../../proofs/groth16/keys.ts';
import { createRangeVerifier } from '../../proofs/groth16/verifier.ts';
import { verificationKeyDigest } from '../../proofs/groth16/verificationKey.ts';
import type { RangeProver } from '../../proofs/system.ts';
import type { Attack } from '../attack.ts';
import { boostCounted, boosting } from '../harness/boost.ts';
import { alarmsOf, outcomeOf } from '../harness/events.ts';
import { forgedLinf } from '../harness/forgeProofs.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { provenScenario } from '../harness/proofBench.ts';
import { PROVEN_BOUND } from '../harness/provenInputs.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { another, ids } from '../harness/scenario.ts';

const [FORGER] = ids(3);
const BOOSTED = 3 * PROVEN_BOUND;

export const unfinishedKey: Attack = {
  id: 'S23',
  title: 'A proof key to which nobody contributed, so that γ₂ = δ₂',
  check: 'proof-setup',
  needs: 'prover',
  who: 'coordinator',
  can: 'choose the keys of its sessions, distribute them, and use one corrupt client',
  steps: [
    'It takes sound keys, and puts γ₂ in the place of δ₂, as a set-up without a second phase leaves them.',
    'Its client sends A = α, B = β and C = −L, which everyone can compute, as the proof of 300 where B = 100.',
  ],
  source:
    'the public defect of Groth16 deployments that skipped the second phase; Groth, EUROCRYPT 2016, §3.2',
  run: async (testBed) => {
    const sound = await provenScenario(testBed, 'linf');
    const row = { ...sound.keys.verification.row, delta: sound.keys.verification.row.gamma };
    const keyDigest = verificationKeyDigest([row]);
    const keys = { ...sound.keys, origin: 'unfinished', keyDigest, verification: { row } } as const;
    const proofs = {
      system: 'groth16',
      statement: { kind: 'linf' },
      setup: keyDigest,
      checking: { mode: 'full' },
    } as const;
    // With such keys, honest clients' proofs are worth no more than forged ones, so it does not
    // matter how they were made.
    const prover: RangeProver = {
      system: 'groth16',
      setup: setupOf(keys),
      prove: (witness) => Promise.resolve(forgedLinf(row, witness, 1n)),
    };
    const checker = createRangeVerifier(keys, testBed.kernel, sound.engine);
    const scenario = { ...another(sound, { proofs }), prover, checker };
    const deviation = boosting(
      scenario,
      (own) => own.map(() => BOOSTED),
      (witness) => Promise.resolve(forgedLinf(row, witness, 1n)),
    );
    const { alarms, published } = await runRound(scenario, {
      coordinator: NO_CHECKS,
      deviating: { [FORGER!]: CorruptClient.joiner(deviation) },
    });
    const vector = new Int32Array(3).fill(BOOSTED);
    const { gain, report } = await boostCounted(scenario, published, FORGER!, vector);
    return outcomeOf([...alarms, ...(report ? alarmsOf(report) : [])], gain);
  },
};
