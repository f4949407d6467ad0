/** The files that `npm run vectors` writes, and what the verifier in Python makes of single operations. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vectorFiles } from '../../scripts/vectors/files.ts';
import { pythonOutputs } from '../record/pythonVerifier.ts';
import { expectSameFiles, folder } from '../vectors.ts';
import type { OperationFile } from './operation.ts';

describe('test/vectors', () => {
  it('comes out the same, byte for byte, but for records with Groth16 proofs', async () => {
    const made = await vectorFiles({ groth16: false });
    expect(made.size).toBeGreaterThan(150);
    expectSameFiles(made);
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
