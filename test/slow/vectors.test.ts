/** All that `npm run vectors` writes, with the records whose Groth16 proofs take a while. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { vectorFiles } from '../../scripts/vectors/files.ts';
import { expectSameFiles, folder } from '../vectors.ts';

/** What the standards publish, and what an independent program in Python computes. */
const PUBLISHED = ['crypto/rfc8032.json', 'crypto/rfc9496.json', 'graph/bounds.json'];

it('test/vectors comes out the same, byte for byte, and has no other file', async () => {
  const made = await vectorFiles();
  const kept = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length));
  expect(kept.filter((path) => !PUBLISHED.includes(path)).sort()).toEqual([...made.keys()].sort());
  expectSameFiles(made);
});
