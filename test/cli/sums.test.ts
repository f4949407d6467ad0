/** What commands say of a sum, and write of it. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireSumFile, type SessionSum, writeSum } from '../../src/cli/sumFile.ts';
import { showSum, type ShownSum, sumJson, sumLines } from '../../src/cli/sumSummary.ts';
import { encodeNpy, type NpyData, readVectorFile } from '../../src/cli/vectors/index.ts';
import type { Encoding } from '../../src/session/encodings/index.ts';
import type { Session } from '../../src/session/session.ts';

/** A sum of two inputs, of a session of which nothing else is used. */
function sumOf(sum: readonly number[], encoding: Encoding = { kind: 'integer' }): SessionSum {
  const parameters = { encoding, length: sum.length, bound: 1000 };
  return { session: { parameters } as Session, sum: Float64Array.from(sum), inputs: 2 };
}

function valuesOf(shown: ShownSum): NpyData {
  if ('problem' in shown) throw new Error(shown.problem);
  return shown.values;
}

describe('what is shown of a sum', () => {
  it('is its shape, range, values and digest', async () => {
    const shown = await showSum(sumOf([5, -7, 0]));
    const data = Buffer.from(encodeNpy(BigInt64Array.of(5n, -7n, 0n)).slice(-24));
    const sha256 = createHash('sha256').update(data).digest('hex');
    expect(sumLines(shown, 2)).toEqual([
      'sum of 2 inputs: shape (3), int64, from -7 to 5',
      '  5, -7, 0',
      `  SHA-256 of its values ${sha256}`,
    ]);
    expect(sumJson(shown, 'unused')).toEqual({
      of: 'sum',
      type: 'int64',
      shape: [3],
      min: -7,
      max: 5,
      first: [5, -7, 0],
      last: [5, -7, 0],
      values: [5, -7, 0],
      sha256,
    });
  });

  it('is the two ends of a long one, and for programs all of it up to 1,000 values', async () => {
    const long = Array.from({ length: 1001 }, (_, i) => i);
    expect(sumLines(await showSum(sumOf(long)), 2)[1]).toBe(
      '  0, 1, 2, 3, 4, …, 996, 997, 998, 999, 1000',
    );
    const json = sumJson(await showSum(sumOf(long)), 'sum.npy');
    expect(json).toMatchObject({ shape: [1001], max: 1000, allValues: 'sum.npy' });
    expect(json).not.toHaveProperty('values');
    expect(sumJson(await showSum(sumOf(long.slice(1))), '')).toHaveProperty('values');
  });

  it('is in the inputs’ own units', async () => {
    const mean = { kind: 'fixed-point', clip: 10, average: 'mean' } as const;
    const shown = await showSum(sumOf([1000, -500], mean));
    expect(sumLines(shown, 2)[0]).toBe('mean of 2 inputs: shape (2), float64, from -2.5 to 5');
    const weighted = { kind: 'weighted-mean', clip: 10, maxWeight: 4 } as const;
    expect(sumLines(await showSum(sumOf([1000, 5], weighted)), 2)[0]).toMatch(/^weighted mean/);
  });

  it('is a sentence where weights that broke the encoding leave no mean', async () => {
    const weighted = { kind: 'weighted-mean', clip: 10, maxWeight: 4 } as const;
    const shown = await showSum(sumOf([1000, 1], weighted));
    expect(sumLines(shown, 2)).toEqual([
      expect.stringMatching(/^the sum cannot be shown: .*weights/),
    ]);
    expect(sumJson(shown, '')).toEqual({ problem: expect.stringMatching(/weights/) as string });
  });
});

describe('a file of a sum', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'veilsum-sums-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it.each(['sum.npy', 'sum.csv', 'sum.JSON'])('%s is what its name says', async (name) => {
    for (const sum of [
      sumOf([5, -7]),
      sumOf([5, -7], { kind: 'fixed-point', clip: 3, average: 'sum' }),
    ]) {
      const values = valuesOf(await showSum(sum));
      const path = join(dir, name);
      await writeSum(path, values);
      const read = await readVectorFile(path);
      expect([...read.values]).toEqual([...values].map(Number));
    }
  });

  it('of another name is refused, and one that is there without --force', async () => {
    for (const name of ['sum', 'sum.txt', 'sum.zip', 'sum.constructor', '-']) {
      await expect(requireSumFile(join(dir, name), true)).rejects.toThrow(/\.csv or \.json/);
    }
    for (const name of ['sum.npz', 'sum.safetensors']) {
      await expect(requireSumFile(join(dir, name), true)).rejects.toThrow(/with --layout/);
    }
    const leads = [{ name: '../x', shape: [1], dtype: 'float32' }] as const;
    await expect(requireSumFile(join(dir, 'sum.npz'), true, leads)).rejects.toThrow(/path out of/);
    await requireSumFile(join(dir, 'sum.csv'), false);
    await writeFile(join(dir, 'sum.csv'), '');
    await expect(requireSumFile(join(dir, 'sum.csv'), false)).rejects.toThrow(/--force/);
    await requireSumFile(join(dir, 'sum.csv'), true);
  });

  it('is a .npy file for a device without an ending', async () => {
    await requireSumFile('/dev/null', false);
    await writeSum('/dev/null', Float64Array.of(1));
    expect(await readFile('/dev/null')).toHaveLength(0);
  });
});
