/**
 * Verifies many clients' proofs: decodes claims into statements, verifies one batch, and maps the
 * verdicts back to clients.
 */
import type { Kernel, WorkOptions } from '../../kernel/kernel.ts';
import { clientStatements } from './clientStatements.ts';
import { verifyBatch } from './batch.ts';
import type { PairingEngine } from './pairing.ts';
import { portablePairing } from './portablePairing.ts';
import { wasmPairing } from './wasmPairing.ts';
import { setupOf, type VerifyingKeys } from './keys.ts';
import type { ProvenClaim, RangeVerifier } from '../system.ts';

/**
 * The pairing engine of this process: WebAssembly if the optional package ffjavascript is
 * installed, otherwise the portable engine. Both give the same verdicts; the portable engine takes
 * about twelve times as long.
 */
export async function defaultPairing(): Promise<PairingEngine> {
  return (await wasmPairing()) ?? portablePairing;
}

/** Verifies the proofs of many clients in one batch. */
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
 * Creates a verifier of Groth16 range proofs. It needs no optional packages, but is about twelve
 * times as fast with ffjavascript.
 *
 * @param keys - from `readVerifyingKeys`
 * @param engine - from `defaultPairing`
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
