/** The package as a stranger meets it: packed, installed in an empty folder, and used as the README says. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVectorFile } from '../../src/cli/vectors/index.ts';
import { expectedContents } from './contents.ts';
import { emptyProject, OFFLINE, pack, type Packed, PROJECT } from './installed.ts';
import { readReadme, type Readme } from './readme.ts';
import { outputOf, runIn } from './run.ts';

const manifest = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
};
const ENTRIES = Object.keys(manifest.exports).filter((path) => path !== './package.json');
const entryName = (path: string): string => path.replace(/^\./, 'veilsum');

describe('the packed package', () => {
  let folder: string;
  let project: string;
  let packed: Packed;
  let readme: Readme;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'veilsum-package-'));
    project = join(folder, 'stranger');
    const checkout = join(folder, 'veilsum');
    await mkdir(checkout);
    [packed, readme] = await Promise.all([pack(checkout), readReadme(), emptyProject(project)]);

    // As written, in a folder beside the one with the tarball, but that npm asks no network.
    const [install, ...rest] = readme.fiveLines;
    expect(install).toBe(`npm install ../veilsum/veilsum-${manifest.version}.tgz`);
    // Strict of engines: light-my-request is declared for this alone, as fastify takes later ones too, which want Node 22.
    await outputOf(project, 'sh', '-c', `${install!} --engine-strict ${OFFLINE.join(' ')}`);
    await outputOf(project, 'sh', '-e', '-c', rest.join('\n'));
  }, 240_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('holds every compiled module, the keys of the manifest and the pages, and nothing else', async () => {
    expect(packed.files).toEqual(await expectedContents());
  });

  it('is small: proving keys do not come with it', () => {
    // 3.0 MB, of which the bundled commands are about 0.8; proving keys would have dozens.
    expect(packed.bytes).toBeLessThan(3_100_000);
  });

  it('replays attacks from the installed package, and skips those that make proofs', async () => {
    const ran = await runIn(project, 'npx', 'veilsum', 'replay', 'N02', 'C01');
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^C01 +skipped: needs snarkjs, proving keys/m);
    expect(ran.stdout).toContain('1 of 1 attacks caught');
  });

  it('is installed as a dependency, and not as a link', async () => {
    const text = await readFile(join(project, 'package.json'), 'utf8');
    const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> };
    expect(dependencies['veilsum']).toMatch(/^file:.*\.tgz$/);
    const installed = await readFile(join(project, 'node_modules/veilsum/package.json'), 'utf8');
    expect(JSON.parse(installed)).toMatchObject({ version: manifest.version });
  });

  it('makes a record in the five lines of the README, which verifies', async () => {
    expect(readme.fiveLines).toHaveLength(5);
    const verify = `${readme.fiveLines[4]!} --json --export checked.npy`;
    const report: unknown = JSON.parse(await outputOf(project, 'sh', '-c', verify));
    expect(report).toMatchObject({ valid: true, inputs: 4 });
    const { values } = await readVectorFile(join(project, 'checked.npy'));
    expect([...values].map(Number)).toEqual([16844, 48136, 34000]);
  });

  it('finds a changed byte in that record', async () => {
    const record = new Uint8Array(await readFile(join(project, 'session/record.cbor')));
    record[record.length >> 1]! ^= 1;
    await writeFile(join(project, 'changed.cbor'), record);
    const args = ['verify-aggregate', 'changed.cbor', '--roster', 'session/roster.json'];
    const ran = await runIn(project, 'npx', ...args);
    expect(ran.status).toBe(1);
    expect(ran.stdout).toContain('NOT VERIFIED: do not use this sum');
  });

  it.each(['veilsum', 'verify-aggregate'])('offers %s to npx', async (name) => {
    expect((await outputOf(project, 'npx', name, '--version')).trim()).toBe(manifest.version);
  });

  it('runs the program of the README as plain JavaScript', async () => {
    const { code } = await transform(readme.program, { loader: 'ts', format: 'esm' });
    await writeFile(join(project, 'program.mjs'), code);
    const wanted = /console\.log\(.*\); \/\/ (.*)$/m.exec(readme.program)?.[1];
    expect((await outputOf(project, 'node', 'program.mjs')).trim()).toBe(wanted);
  });

  it('resolves every entry under Node, without the optional peers', async () => {
    const names = ENTRIES.map(entryName);
    const program = `for (const name of ${JSON.stringify(names)}) {
      const module = await import(name);
      console.log(name, Object.keys(module).length > 0);
    }`;
    await writeFile(join(project, 'entries.mjs'), program);
    const lines = (await outputOf(project, 'node', 'entries.mjs')).trim().split('\n');
    expect(lines).toEqual(names.map((name) => `${name} true`));
  });

  it('says which package to install where proofs are to be made', async () => {
    const program = `import { packageKeys } from 'veilsum/node';
      import { loadRangeProver } from 'veilsum/snark';
      await loadRangeProver('linf-8x8', packageKeys()).catch((error) => console.log(error.name, error.message));`;
    await writeFile(join(project, 'proofs.mjs'), program);
    expect(await outputOf(project, 'node', 'proofs.mjs')).toMatch(/^MissingPackageError .*snarkjs/);
  });

  it('hides what is not exported', async () => {
    const program = `import('veilsum/dist/record/verify.js').catch(({ code }) => console.log(code));`;
    await writeFile(join(project, 'deep.mjs'), program);
    expect(await outputOf(project, 'node', 'deep.mjs')).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n');
  });

  it.each([
    ['esnext', 'bundler'],
    ['node16', 'node16'],
  ])('gives its types to module %s with resolution %s', async (module, moduleResolution) => {
    const imports = ENTRIES.map((path, i) => `import * as entry${i} from '${entryName(path)}';`);
    const program = `${imports.join('\n')}
      export const entries: readonly object[] = [${ENTRIES.map((_, i) => `entry${i}`).join(', ')}];
      ${readme.program}
      // @ts-expect-error: the sum of a report exists only where it is valid
      console.log((await verifyAggregate(step.result.record, {}, kernel)).sum);`;
    const settings = {
      compilerOptions: {
        module,
        moduleResolution,
        target: 'es2022',
        lib: ['es2023', 'dom', 'dom.iterable'],
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        noEmit: true,
      },
      files: ['typed.mts'],
    };
    await writeFile(join(project, 'typed.mts'), program);
    const file = join(project, `tsconfig.${moduleResolution}.json`);
    await writeFile(file, JSON.stringify(settings));
    const tsc = join(PROJECT, 'node_modules/typescript/bin/tsc');
    expect(await runIn(project, 'node', tsc, '-p', file)).toMatchObject({ status: 0, stdout: '' });
  });
});
