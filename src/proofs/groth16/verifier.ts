/** Checking many clients' proofs: bytes and claims to statements, statements to one batch, and its verdicts back to clients. */
import type { Kernel, WorkOptions } from '../../kernel/kernel.ts';
import { clientStatements } from './clientStatements.ts';
import { verifyBatch } from './batch.ts';
import type { PairingEngine } from './pairing.ts';
import { portablePairing } from './portablePairing.ts';
import { wasmPairing } from './wasmPairing.ts';
import { setupOf, type VerifyingKeys } from './keys.ts';
import type { ProvenClaim, RangeVerifier } from '../system.ts';

/**
 * The pairing engine of this process: WebAssembly where ffjavascript is installed, else the portable one. Their verdicts are the
 * same; the portable one takes about twelve times as long.
 */
export async function defaultPairing(): Promise<PairingEngine> {
  return (await wasmPairing()) ?? portablePairing;
}

/** Checks the proofs of many clients in one batch. */
async function checkClaims(
  kernel: Kernel,
  engine: PairingEngine,
  keys: VerifyingKeys,
  claims: readonly ProvenClaim[],
  work?: WorkOptions,
): Promise<readonly (string | undefined)[]> {
  const decoded = claims.map((claim) => clientStatements(kernel, keys, claim));
  const statements = decoded.flatMap((each) => (typeof each === 'string' ? [] : each));
  const verdicts = await verifyBatch(engine, statements, work);
  const invalid = new Set(statements.filter((_, i) => !verdicts[i]));
  return decoded.map((each) => {
    if (typeof each === 'string') return each;
    const first = each.find((statement) => invalid.has(statement));
    return first && `${first.label} is not valid`;
  });
}

/**
 * A verifier of proofs. It needs none of the optional packages: without ffjavascript it is about twelve times slower, and
 * otherwise the same.
 *
 * @param keys - See `readVerifyingKeys`.
 * @param engine - See `defaultPairing`.
 */
export function createRangeVerifier(
  keys: VerifyingKeys,
  kernel: Kernel,
  engine: PairingEngine,
): RangeVerifier {
  return {
    system: 'groth16',
    setup: setupOf(keys),
    verify: (claims, work) => checkClaims(kernel, engine, keys, claims, work),
  };
}
