/** The Node entry and the commands, bundled to one file: they work, or say what to do about what a bundle cannot hold. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Format } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERSION } from '../../src/cli/version.ts';
import { PROJECT } from './installed.ts';
import { outputOf, runIn } from './run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-bundles-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What packages in CommonJS call, which a bundle as a module has to be given. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Bundles a program with all that it uses, but for the optional packages. */
async function bundle(contents: string, name: string, format: Format): Promise<string> {
  const outfile = join(folder, `${name}.${format === 'cjs' ? 'cjs' : 'mjs'}`);
  await build({
    stdin: { contents, resolveDir: PROJECT },
    bundle: true,
    platform: 'node',
    format,
    outfile,
    external: ['pg', 'pg-boss', 'snarkjs', 'ffjavascript'],
    logLevel: 'error',
    // What has no import.meta in CommonJS asks for it when it is used.
    logOverride: { 'empty-import-meta': 'silent' },
    ...(format === 'esm' && { banner: { js: REQUIRE } }),
  });
  return outfile;
}

describe.each<Format>(['cjs', 'esm'])('bundled as %s', (format) => {
  it('veilsum/node loads, and says what it needs where it is used', async () => {
    const program = `import { folderKeys, openFileLedger, openLevelJournal, packageKeys } from 'veilsum/node';
      import { generateIdentity, systemRandom } from 'veilsum';
      const failed = (error) => console.log(error.name + ': ' + error.message);
      const ledger = (await openFileLedger('ledger'));
      const claim = { kind: 'round', task: 'steps', round: 1, session: '00' };
      console.log(await ledger.claim({ ...claim, participation: '${format}' }));
      await packageKeys()('manifest.json').catch(failed);
      await openLevelJournal('journal', generateIdentity(systemRandom), systemRandom).catch(failed);
      console.log((await folderKeys(${JSON.stringify(join(PROJECT, 'keys'))})('manifest.json')).length > 0);`;
    const file = await bundle(
      `void (async () => { ${program.replace(/import .*;\n/g, '')} })();
      ${program.match(/import .*;\n/g)!.join('')}`,
      'entry',
      format,
    );
    const [claimed, keys, journal, read] = (await outputOf(folder, 'node', file)).split('\n');
    expect(claimed).toBe(format === 'cjs' ? 'true' : 'false');
    expect(keys).toMatch(/^\w*KeyError: .*leave (it|veilsum) out of/);
    expect(journal).toMatch(/^JournalError: .*classic-level cannot be loaded.*out of bundles/);
    expect(read).toBe('true');
  });

  it.each(['veilsum', 'verifyAggregate'])('%s runs', async (name) => {
    const file = await bundle(`import './dist/cli/${name}.js';`, name, format);
    expect(await outputOf(folder, 'node', file, '--version')).toBe(`${VERSION}\n`);
    if (name === 'veilsum') {
      expect((await runIn(folder, 'node', file, 'keygen', `${format}.json`)).status).toBe(0);
    }
  });
});

it('the commands say the version of package.json', async () => {
  const { default: manifest } = (await import('../../package.json', {
    with: { type: 'json' },
  })) as {
    default: { version: string };
  };
  expect(VERSION).toBe(manifest.version);
});
