import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-node-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

// Node 20 has relaxed SIMD behind a flag. Newer versions choose it at the start by themselves.
it.each([22, 24])(
  'passes the tests of the kernel in Node %d of the npm registry',
  async (major) => {
    const prefix = join(folder, String(major));
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', prefix, `node@${major}`]);
    const node = join(prefix, 'node_modules/node/bin/node');
    expect((await run(node, ['--version'])).stdout).toMatch(new RegExp(`^v${major}\\.`));
    const { stdout } = await run(node, [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...['--config', 'vitest.unit.config.ts'],
      ...['--reporter', 'verbose', 'test/kernel'],
    ]);
    expect(stdout).toContain('products in pairs');
  },
);
