/** The folder of keys: every file is the one that the manifest names, and the sources are those that it was made from. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circuitPath } from '../../scripts/keys/build.ts';
import { COMPILER_FLAGS, compilerVersion, sourceDigest } from '../../scripts/keys/compile.ts';
import { circuitSource } from '../../scripts/keys/constants.ts';
import { fileDigest, PROJECT } from '../../scripts/keys/files.ts';
import { keyDigest, readManifest } from '../../scripts/keys/manifest.ts';
import { circuitNamed } from '../../scripts/keys/names.ts';
import { createKernel } from '../../src/kernel/create.ts';

const KEYS = join(PROJECT, 'keys');
const manifest = readManifest(join(KEYS, 'manifest.json'))!;
const entries = Object.entries(manifest.circuits);

/** As docs/circuits.md counts them. */
const COUNTS: Readonly<Record<string, number>> = {
  'linf-8x8': 936,
  'l2-8x8': 1665,
  norm: 868,
  'linf-256x16': 16076,
  'linf-512x8': 16056,
  'l2-128x16': 9299,
  'l2-256x8': 9367,
};

describe('keys/', () => {
  it('was made with the compiler that is installed', () => {
    expect(manifest.compiler).toEqual({
      name: 'circom2',
      version: compilerVersion(),
      flags: COMPILER_FLAGS.join(' '),
    });
  });

  it('is there for every circuit, with the constraints that its documentation counts', () => {
    expect(Object.fromEntries(entries.map(([name, entry]) => [name, entry.constraints]))).toEqual(
      COUNTS,
    );
  });

  it.each(entries)('holds the files of %s that the manifest names', async (name, entry) => {
    expect(await fileDigest(join(KEYS, `${name}.zkey`))).toBe(entry.sha256.zkey);
    expect(await fileDigest(join(KEYS, `${name}.vkey.json`))).toBe(entry.sha256.vkey);
    expect(await fileDigest(join(KEYS, `${name}.wasm`))).toBe(entry.sha256.wasm);
    expect(sourceDigest(circuitPath(circuitNamed(name)))).toBe(entry.sha256.source);
    const circuit = circuitNamed(name);
    if (circuit.kind !== 'norm') expect(keyDigest(KEYS, circuit)).toBe(entry.keyDigest);
    // Keys of a ceremony come with its transcript.
    expect(existsSync(join(KEYS, `${name}.transcript.json`))).toBe(entry.origin === 'ceremony');
  });

  it('holds nothing else, and less than 45 MB', () => {
    const known = entries.flatMap(([name]) =>
      ['zkey', 'vkey.json', 'wasm', 'transcript.json'].map((suffix) => `${name}.${suffix}`),
    );
    const files = readdirSync(KEYS).filter((file) => file !== '.cache');
    expect(
      files.filter((file) => ![...known, 'manifest.json', 'README.md'].includes(file)),
    ).toEqual([]);
    const bytes = files.reduce((sum, file) => sum + statSync(join(KEYS, file)).size, 0);
    expect(bytes).toBeLessThan(45e6);
  });
});

describe('circuits/generated/', () => {
  it.each(['linf-8x8', 'l2-8x8', 'norm'])('holds the constants of %s', async (name) => {
    const circuit = circuitNamed(name);
    const kernel = await createKernel({ threads: 1 });
    expect(readFileSync(circuitPath(circuit), 'utf8')).toBe(await circuitSource(kernel, circuit));
  });
});
