/** What `veilsum simulate` refuses before anything runs. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { simulateCommand } from '../../src/cli/commands/simulate.ts';
import { withExceptions } from '../../src/cli/run.ts';
import { vectorInput } from '../../src/cli/vectorInput.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'veilsum-simulate-'));
  await mkdir(join(dir, 'in'));
});
afterEach(() => rm(dir, { recursive: true }));

async function inputs(content: string): Promise<void> {
  for (const name of ['a', 'b', 'c']) await writeFile(join(dir, 'in', `${name}.json`), content);
}

/** The message with which it ends, which it must. */
async function rejection(...args: readonly string[]): Promise<string> {
  const command = withExceptions(simulateCommand()).configureOutput({
    writeErr: () => undefined,
    outputError: () => undefined,
  });
  const all = ['--inputs', join(dir, 'in'), '--out', join(dir, 'out'), ...args];
  const error: unknown = await command.parseAsync(all, { from: 'user' }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  expect(await readdir(dir)).not.toContain('out');
  return (error as Error).message;
}

describe('simulate', () => {
  it.each(['integer', 'sum', 'mean'])('refuses weights that %s would drop', async (encoding) => {
    await inputs('{"values": [1, 2], "weight": 5}');
    expect(await rejection('--encoding', encoding)).toMatch(/^a: has a weight, which the encoding/);
  });

  it('refuses a weighted mean of vectors without weights, and a default weight of anything else', async () => {
    await inputs('[1, 2]');
    expect(await rejection('--encoding', 'weighted-mean')).toMatch(/^a: has no weight/);
    expect(await rejection('--default-weight', '1')).toMatch(
      /--default-weight is for weighted means/,
    );
    expect(await rejection('--default-weight', '0')).toMatch(/a whole number of at least 1/);
  });

  it.each([
    'share:1:junk',
    'share:',
    'share',
    ':1',
    'share:1 ',
    ' share:1',
    'Share:1',
    'share:-1',
    'share:1.0',
    'share:1e1',
  ])('refuses --drop %j', async (drop) => {
    await inputs('[1, 2]');
    expect(await rejection('--drop', drop)).toMatch(/PHASE:COUNT/);
  });

  it.each(['0x10', ' 5', '5 ', '1_0', '', '-1', '0', 'Infinity', '1e999', '.'])(
    'refuses --clip %j',
    async (clip) => {
      await inputs('[1.5, 2]');
      expect(await rejection(`--clip=${clip}`)).toMatch(/a number greater than 0/);
    },
  );

  it('names the client whose value is out of bounds', async () => {
    await inputs('[1, 2]');
    await writeFile(join(dir, 'in', 'b.json'), '[1, 7]');
    expect(await rejection('--bound', '5')).toMatch(/^b: .*index 1/);
  });
});

describe('what a file gives to a session', () => {
  const values = Float64Array.of(1, 2);
  const vector = { values, integer: true, shape: [2] };
  const weighted = { kind: 'weighted-mean', clip: 1, maxWeight: 9 } as const;

  it('is its own weight, or the one that the caller names', () => {
    expect(vectorInput('a', { ...vector, weight: 3 }, weighted, 1)).toEqual({ values, weight: 3 });
    expect(vectorInput('a', vector, weighted, 2)).toEqual({ values, weight: 2 });
    expect(vectorInput('a', vector, { kind: 'integer' }, undefined)).toBe(values);
  });

  it('is never a weight that was made up, nor values without theirs', () => {
    expect(() => vectorInput('a', vector, weighted, undefined)).toThrow(/^a: has no weight/);
    expect(() =>
      vectorInput('a', { ...vector, weight: 3 }, { kind: 'integer' }, undefined),
    ).toThrow(/does not use/);
    expect(() => vectorInput('a', vector, { kind: 'integer' }, 1)).toThrow(/omit it/);
  });
});
