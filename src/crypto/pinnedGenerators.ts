/**
 * The first generators, as a file in the package, so that no process has to derive them: the output
 * of `deriveGenerators`, written by `npm run generators`. Browsers do not have the file and derive
 * them.
 */
import { POINT_BYTES } from '../kernel/kernel.ts';
import { nodeFiles } from '../kernel/platform.ts';
import { toHex } from './hex.ts';
import { sha256 } from './tupleHash.ts';

/** Number of points in the file: H and G_0 … G_4095. */
export const PINNED_POINTS = 4097;

/** SHA-256 of the file. A file with another digest is ignored. */
export const PINNED_DIGEST = 'bb87441c4b534b4ec35ad5e0e339e605afc0b5dd05775dbb8fb551f23fb776ae';

/** The relative path is the same from src/crypto and from dist/crypto. */
const FILE = '../../generators/babyJubjub.bin';

/**
 * The contents of the file; `undefined` if there is no file system, no such file, or one with
 * another digest.
 */
export function pinnedGenerators(): Uint8Array | undefined {
  const bytes = readFile();
  if (bytes?.length !== PINNED_POINTS * POINT_BYTES) return undefined;
  return toHex(sha256(bytes)) === PINNED_DIGEST ? bytes : undefined;
}

function readFile(): Uint8Array | undefined {
  const files = nodeFiles();
  if (files === undefined) return undefined;
  try {
    // The path is not a literal in the call, or bundlers would add the file to a page, which cannot
    // read it.
    const here: string = import.meta.url;
    return Uint8Array.from(files.readFileSync(new URL(FILE, here)));
  } catch {
    return undefined; // Bundled, or the file was left out: generators are derived then.
  }
}
