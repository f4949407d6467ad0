import { defaultPairing } from '../../proofs/groth16/verifier.ts';
import { MissingKeyError, type ReadKeyFile } from '../../proofs/groth16/keyFiles.ts';
import { readProvingKeys } from '../../proofs/groth16/keys.ts';
import { locateSnarkjs, MissingPackageError } from '../../proofs/groth16/prover/locate.ts';
import type { CircuitKind } from '../../proofs/groth16/sizes.ts';
import { callable } from '../../usage/arguments.ts';
import { benchKeys } from './proofBench.ts';

/** Something that is needed to make proofs. */
export type ProverNeed = 'snarkjs' | 'proving keys';

const keysArgument = callable<ReadKeyFile>(
  'a function that reads a file of keys, such as packageKeys()',
);

const KINDS: readonly CircuitKind[] = ['linf', 'l2'];

/**
 * Lists what is missing for attacks whose parties make range proofs; empty if they can be run.
 *
 * @param keys - Reads the keys to make proofs with.
 * @throws UsageError `wrong-input` if it is not a function; ProofKeyError for keys that exist but
 *   do not match the manifest
 */
export async function missingForProver(keys: ReadKeyFile): Promise<readonly ProverNeed[]> {
  const read = keysArgument(keys, 'keys');
  return [
    ...(hasSnarkjs() ? [] : (['snarkjs'] as const)),
    ...((await hasKeys(read)) ? [] : (['proving keys'] as const)),
  ];
}

function hasSnarkjs(): boolean {
  try {
    locateSnarkjs(undefined);
    return true;
  } catch (error) {
    if (error instanceof MissingPackageError) return false;
    throw error;
  }
}

async function hasKeys(keys: ReadKeyFile): Promise<boolean> {
  const engine = await defaultPairing();
  try {
    for (const kind of KINDS) await readProvingKeys(benchKeys(kind), keys, engine);
    return true;
  } catch (error) {
    if (error instanceof MissingKeyError) return false;
    throw error;
  }
}
