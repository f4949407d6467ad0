/** The files that `npm run vectors` writes, and what the verifier in Python makes of single operations. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { platformVersion, vectorFiles } from '../../scripts/vectors/files.ts';
import { pythonOutputs } from '../record/pythonVerifier.ts';
import type { OperationFile } from './operation.ts';

const folder = fileURLToPath(new URL('../vectors/', import.meta.url));

/** What the standards publish; nothing here computes it. */
const PUBLISHED = ['crypto/rfc8032.json', 'crypto/rfc9496.json'];

/** It holds the platform's verdicts too. */
const EDGES = 'crypto/ed25519-edge.json';

describe('test/vectors', () => {
  it('comes out the same, byte for byte', async () => {
    const made = await vectorFiles();
    const kept = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length));
    expect(kept.filter((path) => !PUBLISHED.includes(path)).sort()).toEqual(
      [...made.keys()].sort(),
    );
    const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
    for (const [path, text] of made) {
      if (path === EDGES && !read(path).includes(`"${platformVersion()}"`)) continue;
      expect(text, path).toBe(read(path));
    }
  }, 300_000);
});

describe('single operations', () => {
  const names = readdirSync(join(folder, 'operations')).sort();
  const paths = names.map((name) => join(folder, 'operations', name));

  it('give the same in Python, where its verifier has them', () => {
    const outputs = pythonOutputs(paths);
    let checked = 0;
    paths.forEach((path, i) => {
      const { operations } = JSON.parse(readFileSync(path, 'utf8')) as OperationFile;
      operations.forEach(({ operation, about, output }, k) => {
        const got = outputs[i]![k];
        if (got === null) return;
        checked++;
        expect(got, `${names[i]!} ${k}: ${operation} ${about ?? ''}`).toEqual(output);
      });
    });
    expect(checked).toBeGreaterThan(100);
  }, 120_000);
});
