/**
 * Emits test/vectors/record/: records, good and bad, with the verdict of every check. Run it with
 * `npx tsx scripts/vectors/record.ts`; it always gives the same files.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { recordVectors } from '../../test/record/recordVectors.ts';

const folder = fileURLToPath(new URL('../../test/vectors/record/', import.meta.url));
const vectors = await recordVectors();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, vector] of vectors) {
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(vector, undefined, 2)}\n`);
}
console.log(`${vectors.size} records`);
