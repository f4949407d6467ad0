/** The files in test/vectors. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { platformVersion, type VectorFiles } from '../scripts/vectors/files.ts';

export const folder: string = fileURLToPath(new URL('vectors/', import.meta.url));

/** It holds the platform's verdicts too. */
const EDGES = 'crypto/ed25519-edge.json';

/** Requires files that were generated to be those in the folder. */
export function expectSameFiles(made: VectorFiles): void {
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  for (const [path, text] of made) {
    if (path === EDGES && !read(path).includes(`"${platformVersion()}"`)) continue;
    expect(text, path).toBe(read(path));
  }
}
