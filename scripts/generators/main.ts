/**
 * Writes the pinned generators, derived from their labels: `npm run generators`. With `--check`,
 * only compares. The digest that it prints must be in src/crypto/pinnedGenerators.ts.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { searchGenerators } from '../../src/crypto/generators.ts';
import { PINNED_DIGEST, PINNED_POINTS } from '../../src/crypto/pinnedGenerators.ts';
import { createKernel } from '../../src/kernel/index.ts';

const folder = new URL('../../generators/', import.meta.url);
const file = new URL('babyJubjub.bin', folder);

const kernel = await createKernel({ threads: 1 });
const points = await searchGenerators(kernel, PINNED_POINTS - 1);
const digest = createHash('sha256').update(points).digest('hex');
if (process.argv.includes('--check')) {
  const present = await readFile(file).catch(() => Buffer.alloc(0));
  if (Buffer.compare(present, points) !== 0) {
    throw new Error(
      'generators/babyJubjub.bin differs from what the labels give: run `npm run generators`',
    );
  }
} else {
  await mkdir(folder, { recursive: true });
  await writeFile(file, points);
}
console.log(`${PINNED_POINTS} points, SHA-256 ${digest}`);
if (digest !== PINNED_DIGEST) {
  throw new Error(
    `src/crypto/pinnedGenerators.ts has another digest: set PINNED_DIGEST to ${digest}`,
  );
}
