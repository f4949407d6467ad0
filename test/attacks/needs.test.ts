import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageKeys } from '../../src/net/packageKeys.ts';
import { MissingKeyError } from '../../src/proofs/groth16/keyFiles.ts';
import { CATALOGUE } from '../../src/attacks/catalogue/index.ts';
import { missingForProver } from '../../src/attacks/harness/proverNeeds.ts';

const ATTACKS = 'src/attacks/catalogue';

describe('attacks that make proofs', () => {
  it('say so, and no others do', async () => {
    const needing = CATALOGUE.filter(({ needs }) => needs === 'prover').map(({ id }) => id);
    const proving: string[] = [];
    for (const file of await readdir(ATTACKS)) {
      const text = await readFile(join(ATTACKS, file), 'utf8');
      if (text.includes('/proofBench.ts')) proving.push(/^ {2}id: '(\w+)',$/m.exec(text)![1]!);
    }
    expect(proving.length).toBeGreaterThan(0);
    expect(needing.sort()).toEqual(proving.sort());
  });

  it('can be run with the keys of the repository, and not without proving keys', async () => {
    expect(await missingForProver(packageKeys())).toEqual([]);
    expect(await missingForProver(packageKeys('nowhere'))).toEqual(['proving keys']);
  });

  it('are not skipped for keys that are others than the manifest’s', async () => {
    const read = packageKeys();
    const altered = async (file: string): Promise<Uint8Array> =>
      file.endsWith('.zkey') ? new Uint8Array(8) : read(file);
    await expect(missingForProver(altered)).rejects.toThrow(/is not the file that the manifest/);
    await expect(missingForProver(altered)).rejects.not.toThrow(MissingKeyError);
  });
});
