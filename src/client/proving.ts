import type { WorkOptions } from '../kernel/kernel.ts';
import { UsageError } from '../session/outcome.ts';
import type { Policy } from '../session/policy.ts';
import { claimOf } from '../session/proofClaim.ts';
import { describeDemand, type ProofDemand } from '../session/proofDemand.ts';
import { proofSetupProblem } from '../session/proofPolicy.ts';
import type { ClientContext } from './context.ts';
import type { SharedContents } from './states.ts';

/**
 * Fraction of phase 2's progress that proving takes if the session has proofs; masking takes the
 * rest.
 */
const PROVING_PART = 0.95;

/**
 * Requires a prover that fits the session's proof system and set-up, before anything is sent.
 *
 * @throws CheckFailure `proof-setup` if the policy does not accept the set-up, or the prover's keys
 *   are not the session's
 * @throws UsageError `no-proof-system` if the session asks for proofs and no matching prover was
 *   given
 */
export function requireProver(
  { session, checks, prover }: Pick<ClientContext, 'session' | 'checks' | 'prover'>,
  policy: Policy,
): void {
  const { proofs } = session.parameters;
  if (proofs.system === 'none') return;
  if (prover?.system !== proofs.system) throw proverMissing(proofs);
  const wrong = proofSetupProblem(policy.proofs ?? {}, session, prover);
  checks.require('proof-setup', wrong === undefined, () => ({ message: wrong ?? '' }));
}

/**
 * Proves that the committed rows contain an input within the session's bounds. Returns no bytes if
 * the session has no proofs.
 */
export async function proveInput({
  context,
  input,
  blinders,
  commitments,
  prepared,
}: SharedContents): Promise<Uint8Array> {
  const { session, self, prover, random, work } = context;
  const { proofs } = session.parameters;
  if (proofs.system === 'none') return new Uint8Array(0);
  if (prover === undefined) throw proverMissing(proofs);
  const witness = { ...claimOf(session, self, commitments), values: input, blinders, prepared };
  return prover.prove(witness, random, sliceProgress(work, 0, PROVING_PART));
}

/** Work options for masking, with the part of phase 2's progress that proving leaves. */
export function maskingWork({ session, work }: ClientContext): WorkOptions {
  return session.proofBytes === 0 ? work : sliceProgress(work, PROVING_PART, 1);
}

function sliceProgress(work: WorkOptions, from: number, to: number): WorkOptions {
  const { signal, onProgress } = work;
  return {
    signal,
    onProgress:
      onProgress &&
      ((fraction) => {
        onProgress(from + (to - from) * fraction);
      }),
  };
}

function proverMissing(proofs: ProofDemand): UsageError {
  const how =
    proofs.system === 'groth16'
      ? 'install snarkjs, make a prover with `loadRangeProver` of `veilsum/snark`'
      : 'make a prover with `createPlanesProver`';
  return new UsageError(
    'no-proof-system',
    `the session asks for ${describeDemand(proofs)}: ${how}, and pass it as \`prover\``,
  );
}
