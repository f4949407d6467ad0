/**
 * Range proofs: checking them, and making them with snarkjs. Checking needs no further package, and is twelve times faster where
 * ffjavascript is installed; making them needs snarkjs. Both are optional peers, under the GNU General Public License.
 *
 * @module veilsum/snark
 */
import { callable, optional, strictObject, text } from './usage/arguments.ts';
import { HostError } from './usage/hostError.ts';
import { bytesIn } from './usage/typedArrays.ts';
import { defaultKernel } from './kernel/index.ts';
import { createProofChecker, defaultPairing } from './proofs/checker.ts';
import { readProvingKeys, readVerifyingKeys, type ReadKeyFile } from './proofs/keys.ts';
import {
  type ClosableProofMaker,
  createProofMaker,
  type ProofMakerOptions,
} from './proofs/prover/maker.ts';
import type { ProofChecker } from './proofs/system.ts';

export { VerificationKeyError } from './proofs/groth16/verificationKey.ts';
export { ProofKeyError, type ReadKeyFile } from './proofs/keys.ts';
export { MissingPackageError } from './proofs/prover/locate.ts';
export type { ClosableProofMaker, ProofMakerOptions } from './proofs/prover/maker.ts';
export { ProvingError } from './proofs/prover/proofWorker.ts';
export { proofBytes } from './proofs/system.ts';
export type {
  ProofChecker,
  ProofClaim,
  ProofKeys,
  ProofKind,
  ProofMaker,
  ProofWitness,
} from './proofs/system.ts';

/**
 * A checker of proofs, with the keys of one name.
 *
 * @param name - Kind of proof, coordinates of a row and bits, as the files in keys/ are named: `linf-256x16`.
 * @param read - Reads a file of the folder of keys: `packageKeys()` of `veilsum/node`, or `fetchKeys(address)`.
 * @throws HostError `wrong-input` for arguments that are not as they should be; ProofKeyError where a file is not the one that the manifest names; VerificationKeyError for a key that is malformed or
 *   whose trapdoor is known (γ₂ = δ₂).
 *
 * @example
 * ```ts
 * import { packageKeys } from 'veilsum/node';
 * import { loadProofChecker } from 'veilsum/snark';
 *
 * const checker = await loadProofChecker('linf-8x8', packageKeys());
 * ```
 */
export async function loadProofChecker(name: string, read: ReadKeyFile): Promise<ProofChecker> {
  const files = keyFiles(name, read);
  const engine = await defaultPairing();
  return createProofChecker(
    await readVerifyingKeys(name, files, engine),
    await defaultKernel(),
    engine,
  );
}

/**
 * A maker of proofs, with the keys of one name. It runs snarkjs in a worker; the randomness in a proof is snarkjs's own.
 *
 * @param name - As for {@link loadProofChecker}.
 * @param read - As for {@link loadProofChecker}; a proving key has a few megabytes.
 * @param options - Where a browser finds snarkjs.
 * @throws MissingPackageError, which says what to install, and what {@link loadProofChecker} throws.
 */
export async function loadProofMaker(
  name: string,
  read: ReadKeyFile,
  options: ProofMakerOptions = {},
): Promise<ClosableProofMaker> {
  const files = keyFiles(name, read);
  const found = makerOptions(options, 'options');
  const engine = await defaultPairing();
  return createProofMaker(
    await readProvingKeys(name, files, engine),
    await defaultKernel(),
    engine,
    found,
  );
}

const keyName = text(1, 100);
const reader = callable<ReadKeyFile>(
  'what reads a file of keys: packageKeys() of veilsum/node, or fetchKeys(address)',
);
const makerOptions = strictObject<ProofMakerOptions>({ snarkjsUrl: optional(text(1, 4096)) });

/** What reads files, with what it gives checked. */
function keyFiles(name: string, read: ReadKeyFile): ReadKeyFile {
  keyName(name, 'name');
  const file = reader(read, 'read');
  return async (wanted) => {
    const found = bytesIn(await file(wanted));
    if (found) return found;
    throw new HostError('wrong-input', `read: expected the bytes of ${wanted} in a Uint8Array`);
  };
}

/**
 * Reads keys from an address, as browsers do.
 *
 * @param address - The folder, with a slash at its end.
 * @throws HostError `wrong-input` where it is no address
 */
export function fetchKeys(address: string | URL): ReadKeyFile {
  if (!URL.canParse(String(address)) || !String(address).endsWith('/')) {
    throw new HostError(
      'wrong-input',
      'address: expected a folder, with a slash at its end, such as https://sum.example.org/keys/',
    );
  }
  return async (file) => {
    const response = await fetch(new URL(file, address));
    if (!response.ok) throw new Error(`${file}: the server answered ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
}
