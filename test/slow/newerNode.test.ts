import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-node-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.each([22, 24])('Node %d of the npm registry', (major) => {
  let bin: string;

  /** Runs tests in it; what they start finds it first on the path. */
  async function vitest(...args: readonly string[]): Promise<string> {
    const PATH = `${bin}${delimiter}${process.env['PATH']}`;
    const { stdout } = await run(
      join(bin, 'node'),
      ['node_modules/vitest/vitest.mjs', 'run', '--reporter', 'verbose', ...args],
      { env: { ...process.env, PATH, NO_COLOR: '1' }, maxBuffer: 2 ** 26 },
    );
    return stdout;
  }

  beforeAll(async () => {
    const prefix = join(folder, String(major));
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', prefix, `node@${major}`]);
    bin = join(prefix, 'node_modules/node/bin');
    const { stdout } = await run(join(bin, 'node'), ['--version']);
    expect(stdout).toMatch(new RegExp(`^v${major}\\.`));
  });

  // Node 20 has relaxed SIMD behind a flag. Newer versions choose it at the start by themselves.
  it('passes the tests of the kernel', async () => {
    const said = await vitest('--config', 'vitest.unit.config.ts', 'test/kernel');
    expect(said).toContain('products in pairs');
  });

  it('installs the built package, and runs its commands and programs', async () => {
    const said = await vitest('test/package/tarball.test.ts');
    expect(said).toContain('makes a record in the five lines of the README, which verifies');
    expect(said).toMatch(/Tests +\d+ passed \(\d+\)/);
  });
});
