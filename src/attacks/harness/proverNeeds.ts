import { defaultPairing } from '../../proofs/groth16/verifier.ts';
import { MissingKeyError, type ReadKeyFile } from '../../proofs/groth16/keyFiles.ts';
import { readProvingKeys } from '../../proofs/groth16/keys.ts';
import { locateSnarkjs, MissingPackageError } from '../../proofs/groth16/prover/locate.ts';
import type { CircuitKind } from '../../proofs/groth16/sizes.ts';
import { callable } from '../../usage/arguments.ts';
import { benchKeys } from './proofBench.ts';

/** Something that proofs cannot be made without. */
export type ProverNeed = 'snarkjs' | 'proving keys';

const keysArgument = callable<ReadKeyFile>(
  'a function that reads a file of keys, such as packageKeys()',
);

const KINDS: readonly CircuitKind[] = ['linf', 'l2'];

/**
 * What is missing for attacks in which parties make range proofs; nothing where they can be run.
 *
 * @param keys - reads the keys that they would be made with
 * @throws UsageError `wrong-input` for what is no function; ProofKeyError for keys that are there and not those of the manifest
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
