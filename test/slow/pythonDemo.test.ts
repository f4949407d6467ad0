/** The demonstration of the Python client: `npm run demo:python`. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

it('trains as well as plain averaging, although a participant is killed', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'veilsum-python-demo-'));
  const program = resolve('clients/python/examples/digits/federation.py');
  const { status, stdout } = spawnSync('python3', [program], { cwd, encoding: 'utf8' });
  await rm(cwd, { recursive: true, force: true });
  expect(status).toBe(0);
  const rows = [...stdout.matchAll(/^ {4}(\d) +(\d+) of 10 +([\d.]+)% +([\d.]+)%/gm)];
  expect(rows.map(([, round, inputs]) => [round, inputs])).toEqual([
    ['1', '10'],
    ['2', '10'],
    ['3', '9'],
    ['4', '10'],
    ['5', '10'],
  ]);
  for (const [, , , plain, secure] of rows) expect(Math.abs(+plain! - +secure!)).toBeLessThan(0.5);
  expect(Number(rows.at(-1)[4])).toBeGreaterThan(85);
}, 300_000);
