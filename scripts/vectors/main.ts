/** Writes test/vectors anew: `npm run vectors`. It always gives the same files; what the standards publish stays as it is. */
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
