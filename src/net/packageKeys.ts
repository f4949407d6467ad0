import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MissingKeyError, ProofKeyError, type ReadKeyFile } from '../proofs/groth16/keyFiles.ts';
import { optional, text } from '../usage/arguments.ts';

const folderName = text(1, 4096);

/** Files that only provers need, and that the package does not contain. */
const PROVING = /\.(?:zkey|wasm)$/;

/**
 * The folder `keys/` of this package, which is two levels above both src/net and dist/net. Looked
 * up only when needed, because a CommonJS bundle has no `import.meta.url`.
 *
 * @throws ProofKeyError in such a bundle
 */
function packageFolder(): string {
  const here = import.meta.url as string | undefined;
  if (here !== undefined) return fileURLToPath(new URL('../../keys/', here));
  throw new ProofKeyError(
    'the keys of veilsum cannot be located in a bundle: leave veilsum out of it, or read them from a folder with folderKeys(folder)',
  );
}

/**
 * Reads the proof keys of this package: the manifest and the verification keys, which it contains.
 * Proving keys and witness generators are too large for that, many megabytes each; they are in
 * `keys/` of the repository, and each must have the checksum that this package's manifest states.
 *
 * @param proving - Folder of proving keys and witness generators; only provers need it.
 * @returns a reader for `loadRangeVerifier` and `loadRangeProver` of `veilsum/snark`; it rejects
 *   with MissingKeyError if a file does not exist, and ProofKeyError if it cannot be read
 * @throws UsageError `wrong-input` if `proving` is not a path
 */
export function packageKeys(proving?: string): ReadKeyFile {
  const from = optional(folderName)(proving, 'proving');
  return async (file) => {
    const folder = from !== undefined && PROVING.test(file) ? from : packageFolder();
    return readKey(folder, file);
  };
}

/**
 * Reads proof keys from a folder that has all of them, as a ceremony creates it: the manifest,
 * verification keys, proving keys and witness generators. The manifest decides which keys are
 * valid, so use only a folder that you trust.
 *
 * @returns a reader, as {@link packageKeys} does
 * @throws UsageError `wrong-input` if `folder` is not a path
 */
export function folderKeys(folder: string): ReadKeyFile {
  const from = folderName(folder, 'folder');
  return (file) => readKey(from, file);
}

/**
 * Reads one key file.
 *
 * @throws MissingKeyError if it does not exist; ProofKeyError if it cannot be read
 */
async function readKey(folder: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(join(folder, file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      throw new ProofKeyError(`${join(folder, file)}: cannot be read (${message})`, {
        cause: error,
      });
    }
    const advice = PROVING.test(file)
      ? 'proving keys and witness generators are not part of the package: get keys/ of the repository and name that folder (--keys DIR, or packageKeys(folder))'
      : 'it is part of the package: reinstall veilsum, or if veilsum was bundled, leave it out of the bundle';
    throw new MissingKeyError(`${join(folder, file)}: does not exist; ${advice}`, { cause: error });
  }
}
