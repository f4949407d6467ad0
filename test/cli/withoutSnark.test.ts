/** The package where its optional packages are not installed: everything works but proving, which says what to install. */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

let folder: string;

/** Installs the built package with its dependencies, and without those that are optional. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-without-snark-'));
  const { dependencies } = JSON.parse(await readFile('package.json', 'utf8')) as Package;
  for (const name of Object.keys(dependencies)) {
    const place = join(folder, 'node_modules', name);
    await mkdir(join(place, '..'), { recursive: true });
    await symlink(resolve('node_modules', name), place);
  }
  await cp('dist', join(folder, 'dist'), { recursive: true });
  await cp('package.json', join(folder, 'package.json'));
  await mkdir(join(folder, 'keys'));
  for (const file of await readdir('keys')) {
    if (file.endsWith('.json')) await cp(join('keys', file), join(folder, 'keys', file));
  }
  await mkdir(join(folder, 'inputs'));
  for (const [name, vector] of [
    ['ann', [1, -2, 3]],
    ['bob', [4, 5, -6]],
    ['eve', [3, 4, 0]],
  ] as const) {
    await writeFile(join(folder, 'inputs', `${name}.json`), JSON.stringify(vector));
  }
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

function run(command: string, ...args: readonly string[]): { status: number | null; all: string } {
  const { status, stdout, stderr } = spawnSync('node', [join('dist/cli', command), ...args], {
    encoding: 'utf8',
    cwd: folder,
  });
  return { status, all: stdout + stderr };
}

it('has no optional package', async () => {
  const { peerDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as Package;
  const installed = await readdir(join(folder, 'node_modules'));
  expect(installed.filter((name) => name in peerDependencies)).toEqual([]);
});

const session = (out: string): readonly string[] => [
  'simulate',
  '--inputs',
  'inputs',
  '--out',
  out,
];
const verdict = (out: string): readonly string[] => [
  `${out}/record.cbor`,
  '--roster',
  `${out}/roster.json`,
];
const PROOFS = ['--proofs', 'linf', '--proof-system', 'groth16', '--allow-development-keys'];

it('makes a record and verifies it', () => {
  expect(run('veilsum.js', ...session('plain')).status).toBe(0);
  const { status, all } = run('verifyAggregate.js', ...verdict('plain'));
  expect(all).toMatch(/^VERIFIED: /m);
  expect(status).toBe(0);
}, 60_000);

it('says what to install where a proof is to be made', () => {
  const { status, all } = run('veilsum.js', ...session('unproven'), ...PROOFS);
  expect(all).toBe('error: proving needs snarkjs, which is not installed: npm install snarkjs\n');
  expect(status).toBe(3);
}, 60_000);

it('checks proofs all the same', () => {
  const installed = resolve('dist/cli/veilsum.js');
  const proven = spawnSync('node', [installed, ...session('proven'), ...PROOFS], { cwd: folder });
  expect(proven.status).toBe(0);
  const asked = ['--require-proofs', 'linf', '--allow-development-keys'];
  const { status, all } = run('verifyAggregate.js', ...verdict('proven'), ...asked);
  expect(all).toMatch(/^passed +proof +V25/m);
  expect(status).toBe(0);
}, 120_000);

it('says which keys to get where the package to prove with is there', async () => {
  await symlink(resolve('node_modules/snarkjs'), join(folder, 'node_modules/snarkjs'));
  const { status, all } = run('veilsum.js', ...session('unproven'), ...PROOFS);
  const elsewhere = run(
    'veilsum.js',
    ...session('elsewhere'),
    ...PROOFS,
    '--keys',
    resolve('keys'),
  );
  await rm(join(folder, 'node_modules/snarkjs'));
  expect(all).toMatch(/^error: \S*linf-8x8\.zkey: does not exist; .*--keys DIR.*\n$/);
  expect(status).toBe(3);
  expect(elsewhere).toMatchObject({ status: 0 });
}, 120_000);

it('replays attacks but those that make proofs, and counts them apart', () => {
  const { status, all } = run('veilsum.js', 'replay', 'N02', 'C01');
  expect(all).toMatch(/^N02 +caught/m);
  expect(all).toMatch(/^C01 +skipped: needs snarkjs, proving keys/m);
  expect(all).toContain('1 of 1 attacks caught\n1 skipped: ');
  expect(status).toBe(0);
  const alone = run('veilsum.js', 'replay', 'C01');
  expect(alone.all).toContain('0 of 0 attacks caught\n1 skipped: ');
  expect(alone.status).toBe(3);
  const named = run('veilsum.js', 'replay', 'C01', '--keys', 'nowhere');
  expect(named.all).toMatch(/^error: nowhere: lacks some of the keys/);
  expect(named.status).toBe(3);
}, 60_000);

it('says what to install where sessions are to be kept in a database', async () => {
  expect(run('veilsum.js', 'keygen', 'coordinator.json').status).toBe(0);
  const files = ['--identity', 'coordinator.json', '--roster', 'plain/roster.json'];
  const store = ['--store', 'postgres://127.0.0.1/veilsum'];
  const { status, all } = run('veilsum.js', 'serve', ...files, ...store);
  expect(all).toBe(
    'error: a store in PostgreSQL needs the package pg: install it in addition to veilsum with `npm install pg`\n',
  );
  expect(status).toBe(3);
  await symlink(resolve('node_modules/pg'), join(folder, 'node_modules/pg'));
  const sharing = run('veilsum.js', 'serve', ...files, ...store, '--share-unmasking');
  await rm(join(folder, 'node_modules/pg'));
  expect(sharing.all).toBe(
    'error: sharing the unmasking needs the package pg-boss: install it in addition to veilsum with `npm install pg-boss@10`\n',
  );
  expect(sharing.status).toBe(3);
}, 60_000);
