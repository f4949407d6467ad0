import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MissingKeyError, ProofKeyError, type ReadKeyFile } from '../proofs/groth16/keyFiles.ts';
import { optional, text } from '../usage/arguments.ts';

const folderName = text(1, 4096);

/** What a prover needs in addition to the package. */
const PROVING = /\.(?:zkey|wasm)$/;

/**
 * keys/ of this package: as far from src/net as from dist/net. Found when it is needed, since a bundle as CommonJS has no
 * `import.meta.url`.
 */
function packageFolder(): string {
  const here = import.meta.url as string | undefined;
  if (here !== undefined) return fileURLToPath(new URL('../../keys/', here));
  throw new ProofKeyError(
    'a bundle does not know where the keys of veilsum are: leave veilsum out of it, or read them from a folder with folderKeys(folder)',
  );
}

/**
 * Reads the proof keys of this package: the manifest and the verification keys, which come with it. Proving keys and witness
 * generators do not, as they have many megabytes; they are in keys/ of the repository, and each must have the checksum that this
 * package's manifest states.
 *
 * @param proving - the folder of proving keys and witness generators; it takes a prover to need it
 * @returns what `loadRangeVerifier` and `loadRangeProver` of `veilsum/snark` read with; it rejects with a `ProofKeyError` where
 *   there is no such file
 * @throws UsageError `wrong-input` if it is not a path
 */
export function packageKeys(proving?: string): ReadKeyFile {
  const from = optional(folderName)(proving, 'proving');
  return async (file) => {
    const folder = from !== undefined && PROVING.test(file) ? from : packageFolder();
    return readKey(folder, file);
  };
}

/**
 * Reads proof keys from a folder that has all of them: a manifest, verification keys, proving keys
 * and witness generators, as a ceremony makes them. Its manifest says what the keys are, so it must
 * be one that you trust.
 *
 * @returns as {@link packageKeys}
 * @throws UsageError `wrong-input` if it is not a path
 */
export function folderKeys(folder: string): ReadKeyFile {
  const from = folderName(folder, 'folder');
  return (file) => readKey(from, file);
}

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
      ? 'proving keys and witness generators do not come with the package, get keys/ of the repository and name it (--keys DIR, or packageKeys(folder))'
      : 'it belongs to the package, install veilsum again; or, where it was bundled, leave it out of the bundle';
    throw new MissingKeyError(`${join(folder, file)}: does not exist; ${advice}`, { cause: error });
  }
}
