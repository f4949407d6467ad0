/**
 * Regenerates test/vectors: `npm run vectors`. The files are always the same; those that standards
 * publish are not touched.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vectorFiles } from './files.ts';

const folder = fileURLToPath(new URL('../../test/vectors/', import.meta.url));
const files = await vectorFiles();
for (const emptied of ['operations', 'session', 'proofs', 'record']) {
  rmSync(join(folder, emptied), { recursive: true, force: true });
}
for (const [path, content] of files) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}
console.log(`${files.size} files`);
