import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { text } from '../usage/arguments.ts';

const folderName = text(1, 4096);

/** keys/ of this package: as far from src/net as from dist/net. */
const PACKAGE_FOLDER = fileURLToPath(new URL('../../keys/', import.meta.url));

/**
 * Reads proof keys from a folder.
 *
 * @param folder - Where they are; those that come with this package unless given.
 * @returns what `loadProofChecker` and `loadProofMaker` of `veilsum/snark` read with; it rejects where there is no such file
 * @throws HostError `wrong-input` for what is no path
 */
export function packageKeys(
  folder: string = PACKAGE_FOLDER,
): (file: string) => Promise<Uint8Array> {
  const from = folderName(folder, 'folder');
  return (file) => readFile(join(from, file));
}
