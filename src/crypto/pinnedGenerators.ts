/**
 * The first generators, as they come with the package: the result of `deriveGenerators`, kept in a
 * file so that no process has to derive them. `npm run generators` writes it. Pages have no such
 * file, and derive them.
 */
import { POINT_BYTES } from '../kernel/kernel.ts';
import { nodeFiles } from '../kernel/platform.ts';
import { toHex } from './hex.ts';
import { sha256 } from './tupleHash.ts';

/** H and G_0 … G_4095. */
export const PINNED_POINTS = 4097;

/** SHA-256 of the file. A file with another digest is not used. */
export const PINNED_DIGEST = 'bb87441c4b534b4ec35ad5e0e339e605afc0b5dd05775dbb8fb551f23fb776ae';

/** The same relative path from src/crypto and from dist/crypto. */
const FILE = '../../generators/babyJubjub.bin';

/** The file's bytes; undefined if there are no files, or none with that digest. */
export function pinnedGenerators(): Uint8Array | undefined {
  const bytes = readFile();
  if (bytes?.length !== PINNED_POINTS * POINT_BYTES) return undefined;
  return toHex(sha256(bytes)) === PINNED_DIGEST ? bytes : undefined;
}

function readFile(): Uint8Array | undefined {
  const files = nodeFiles();
  if (files === undefined) return undefined;
  try {
    // The path is not written into the call: bundlers would add the file to a page, which can't
    // read it.
    const here: string = import.meta.url;
    return Uint8Array.from(files.readFileSync(new URL(FILE, here)));
  } catch {
    return undefined; // bundled, or the file was left out: they are derived then
  }
}
