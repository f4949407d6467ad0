/**
 * Range proofs of the system `groth16`: checking them, and making them with snarkjs. Checking needs no further package, and is twelve times faster where
 * ffjavascript is installed; making them needs snarkjs. Both are optional peers, under the GNU General Public License.
 *
 * @module veilsum/snark
 */
import { callable, optional, strictObject, text } from './usage/arguments.ts';
import { UsageError } from './usage/usageError.ts';
import { bytesIn } from './usage/typedArrays.ts';
import { defaultKernel } from './kernel/index.ts';
import { createRangeVerifier, defaultPairing } from './proofs/groth16/verifier.ts';
import type { ReadKeyFile } from './proofs/groth16/keyFiles.ts';
import { readProvingKeys, readVerifyingKeys } from './proofs/groth16/keys.ts';
import { locateSnarkjs } from './proofs/groth16/prover/locate.ts';
import { createRangeProver, type RangeProverOptions } from './proofs/groth16/prover/prover.ts';
import type { ClosableRangeProver, RangeVerifier } from './proofs/system.ts';

export { VerificationKeyError } from './proofs/groth16/verificationKey.ts';
export { MissingKeyError, ProofKeyError, type ReadKeyFile } from './proofs/groth16/keyFiles.ts';
export { MissingPackageError } from './proofs/groth16/prover/locate.ts';
export type { RangeProverOptions } from './proofs/groth16/prover/prover.ts';
export { ProvingError } from './proofs/groth16/prover/proofWorker.ts';
export { type CircuitKind, groth16ProofBytes } from './proofs/groth16/sizes.ts';
export type {
  ClosableRangeProver,
  RangeVerifier,
  ProofClaim,
  ProofSetup,
  ProofShape,
  ProofSystemId,
  ProofWitness,
  ProvenClaim,
  RangeProver,
  StructuredSetup,
  TransparentSetup,
} from './proofs/system.ts';
export type {
  ChoiceGroup,
  L2Statement,
  LinfStatement,
  OneHotStatement,
  Statement,
  StatementKind,
} from './proofs/statement.ts';

/**
 * A verifier of proofs, with the keys of the given name.
 *
 * @param name - Kind of proof, coordinates of a row and bits, as the files in keys/ are named: `linf-256x16`.
 * @param read - Reads a file of the folder of keys: `packageKeys()` of `veilsum/node`, or `fetchKeys(address)`.
 * @throws UsageError `wrong-input` for invalid arguments; ProofKeyError if a file is not the one
 * that the manifest names; VerificationKeyError for a key that is malformed or
 *   whose trapdoor is known (γ₂ = δ₂).
 *
 * @example
 * ```ts
 * import { packageKeys } from 'veilsum/node';
 * import { loadRangeVerifier } from 'veilsum/snark';
 *
 * const checker = await loadRangeVerifier('linf-8x8', packageKeys());
 * ```
 */
export async function loadRangeVerifier(name: string, read: ReadKeyFile): Promise<RangeVerifier> {
  const files = keyFiles(name, read);
  const engine = await defaultPairing();
  return createRangeVerifier(
    await readVerifyingKeys(name, files, engine),
    await defaultKernel(),
    engine,
  );
}

/**
 * A prover, with the keys of the given name. It runs snarkjs in a worker; snarkjs draws the
 * randomness of a proof itself.
 *
 * @param name - As for {@link loadRangeVerifier}.
 * @param read - As for {@link loadRangeVerifier}, but for `packageKeys`: it takes `packageKeys(folder)`, with the folder of proving
 *   keys, which do not come with the package. One has a few megabytes.
 * @param options - Where a browser finds snarkjs.
 * @throws MissingPackageError, which says what to install; MissingKeyError if the proving key is
 * missing; and what {@link loadRangeVerifier} throws.
 */
export async function loadRangeProver(
  name: string,
  read: ReadKeyFile,
  options: RangeProverOptions = {},
): Promise<ClosableRangeProver> {
  const files = keyFiles(name, read);
  const found = makerOptions(options, 'options');
  // Before megabytes are read.
  locateSnarkjs(found.snarkjsUrl);
  const engine = await defaultPairing();
  return createRangeProver(
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
const makerOptions = strictObject<RangeProverOptions>({ snarkjsUrl: optional(text(1, 4096)) });

/** A reader of files that checks what it returns. */
function keyFiles(name: string, read: ReadKeyFile): ReadKeyFile {
  keyName(name, 'name');
  const file = reader(read, 'read');
  return async (wanted) => {
    const found = bytesIn(await file(wanted));
    if (found) return found;
    throw new UsageError('wrong-input', `read: expected the bytes of ${wanted} in a Uint8Array`);
  };
}

/**
 * Reads keys from an address, as browsers do.
 *
 * @param address - The folder, with a slash at its end.
 * @throws UsageError `wrong-input` if it is not an address
 */
export function fetchKeys(address: string | URL): ReadKeyFile {
  if (!URL.canParse(String(address)) || !String(address).endsWith('/')) {
    throw new UsageError(
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
