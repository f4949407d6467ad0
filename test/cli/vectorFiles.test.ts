import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBounded } from '../../src/cli/vectors/readBounded.ts';
import {
  encodeNpy,
  InputFileError,
  readVectorFile,
  readVectorFolder,
  writeNpy,
} from '../../src/cli/vectors/index.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'veilsum-vectors-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

const put = (name: string, content: string | Uint8Array): Promise<void> =>
  writeFile(join(dir, name), content);

/** The one line that a read is refused with. */
async function rejection(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputFileError);
  const { message } = error as InputFileError;
  expect(message).not.toContain('\n');
  return message;
}

describe('a file', () => {
  it('is read by its ending, in either case', async () => {
    await put('a.NPY', encodeNpy(BigInt64Array.of(1n, 2n)));
    await put('a.csv', '1,2');
    await put('a.Json', '[1, 2]');
    for (const name of ['a.NPY', 'a.csv', 'a.Json']) {
      const { values, integer } = await readVectorFile(join(dir, name));
      expect([Array.from(values), integer]).toEqual([[1, 2], true]);
    }
  });

  it('comes back as it was written', async () => {
    const path = join(dir, 'sum.npy');
    await writeNpy(path, Float64Array.of(0.1, -2, 3, 4), [2, 2]);
    expect(await readVectorFile(path)).toEqual({
      values: Float64Array.of(0.1, -2, 3, 4),
      integer: false,
      shape: [2, 2],
    });
    await expect(writeNpy(join(dir, 'no', 'sum.npy'), Float64Array.of(1))).rejects.toThrow(
      'ENOENT',
    );
  });

  it('that is missing, a folder or of another type is refused', async () => {
    expect(await rejection(readVectorFile(join(dir, 'a.npy')))).toMatch(/a\.npy: does not exist/);
    expect(await rejection(readVectorFile(join(dir, 'a.txt')))).toMatch(
      /a\.txt: has an unknown type/,
    );
    expect(await rejection(readVectorFile(dir))).toMatch(/has an unknown type/);
    await mkdir(join(dir, 'b.npy'));
    expect(await rejection(readVectorFile(join(dir, 'b.npy')))).toMatch(
      /b\.npy: is a folder, not a file/,
    );
  });

  it('may be a pipe, which is read as what it begins as', async () => {
    const path = join(dir, 'pipe');
    expect(spawnSync('mkfifo', [path]).status).toBe(0);
    for (const content of [encodeNpy(Float64Array.of(1, 2)), '1,2\n', ' [1, 2]']) {
      const [{ values }] = await Promise.all([readVectorFile(path), writeFile(path, content)]);
      expect([...values]).toEqual([1, 2]);
    }
  });

  it('that is a pipe is read no further than its bound', async () => {
    const path = join(dir, 'pipe');
    expect(spawnSync('mkfifo', [path]).status).toBe(0);
    const writing = writeFile(path, new Uint8Array(300_000)).catch(() => 'nobody reads on');
    expect(await rejection(readBounded(path, 100_000))).toMatch(/has more than 100000 bytes/);
    expect(await writing).toBe('nobody reads on');
    const whole = writeFile(path, new Uint8Array(100_000));
    expect(await readBounded(path, 100_000)).toHaveLength(100_000);
    await whole;
  });

  it('that is too large is refused before it is read', async () => {
    for (const [name, size] of [
      ['a.npy', 2 ** 28 + 1],
      ['a.csv', 2 ** 26 + 1],
      ['a.json', 2 ** 26 + 1],
    ] as const) {
      await put(name, '');
      await truncate(join(dir, name), size);
      const message = await rejection(readVectorFile(join(dir, name)));
      expect(message).toContain(`has ${size} bytes, and at most ${size - 1} are read`);
    }
  });
});

describe('a folder', () => {
  it('is read in the order of names, without hidden files', async () => {
    await put('b.csv', '1,2');
    await put('B.json', '{"values": [3, 4]}');
    await put('a10.npy', encodeNpy(Float64Array.of(5, 6)));
    await put('a2.csv', '7\n8');
    await put('ä.csv', '9,10');
    await put('.hidden', 'x');
    await mkdir(join(dir, '.git'));
    const clients = await readVectorFolder(dir);
    expect(clients.map(({ name, vector }) => [name, vector.values[0]])).toEqual([
      ['B', 3],
      ['a10', 5],
      ['a2', 7],
      ['b', 1],
      ['ä', 9],
    ]);
  });

  it('follows links to files', async () => {
    await put('.a', '[1]');
    await symlink(join(dir, '.a'), join(dir, 'a.json'));
    expect(await readVectorFolder(dir)).toHaveLength(1);
  });

  it('with vectors of mixed lengths is refused with both names', async () => {
    await put('a.csv', '1,2');
    await put('b.csv', '1,2');
    await put('c.json', '[1]');
    const message = await rejection(readVectorFolder(dir));
    expect(message).toContain('a.csv holds 2 values and c.json holds 1: ');
  });

  it('with arrays of other rows and columns is refused with both names', async () => {
    await put('a.csv', '0,1,2\n3,4,5\n');
    await put('b.csv', '0,3\n1,4\n2,5\n');
    expect(await rejection(readVectorFolder(dir))).toContain('a.csv is 2 × 3 and b.csv is 3 × 2: ');
    await put('b.csv', '0,1,2,3,4,5');
    expect(await rejection(readVectorFolder(dir))).toContain('a.csv is 2 × 3 and b.csv is 1 × 6: ');
  });

  it('takes a row, a column and a list for the same', async () => {
    await put('a.csv', '0,1,2\n');
    await put('b.csv', '0\n1\n2\n');
    await put('c.json', '[0, 1, 2]');
    await put('d.npy', encodeNpy(Float64Array.of(0, 1, 2), [3, 1, 1]));
    expect(await readVectorFolder(dir)).toHaveLength(4);
  });

  it('with a pipe in it is refused, and not waited for', async () => {
    expect(spawnSync('mkfifo', [join(dir, 'a.csv')]).status).toBe(0);
    expect(await rejection(readVectorFolder(dir))).toMatch(/a\.csv: is not a file/);
  });

  it('with a weight here and none there is refused with both names', async () => {
    await put('a.csv', '1,2');
    await put('b.json', '{"values": [1, 2], "weight": 3}');
    const message = await rejection(readVectorFolder(dir));
    expect(message).toContain('b.json has a weight and a.csv has none');
  });

  it('with two files of one name is refused', async () => {
    await put('a.csv', '1');
    await put('a.json', '[1]');
    const message = await rejection(readVectorFolder(dir));
    expect(message).toMatch(/a\.csv and a\.json|a\.json and a\.csv/);
    expect(message).toContain('are both named a');
  });

  it('with anything else in it is refused', async () => {
    await put('a.csv', '1');
    await put('README', 'x');
    expect(await rejection(readVectorFolder(dir))).toMatch(/README: has an unknown type/);
    await rm(join(dir, 'README'));
    await mkdir(join(dir, 'more'));
    expect(await rejection(readVectorFolder(dir))).toMatch(/more: has an unknown type/);
  });

  it('with escape codes in a name is refused in one plain line', async () => {
    await put('a\n\u001b[2J.txt', 'x');
    expect(await rejection(readVectorFolder(dir))).toContain(
      'a\ufffd\ufffd[2J.txt: has an unknown type',
    );
  });

  it('that is empty, missing or a file is refused', async () => {
    expect(await rejection(readVectorFolder(dir))).toMatch(/contains no files/);
    expect(await rejection(readVectorFolder(join(dir, 'x')))).toMatch(/x: does not exist/);
    await put('a.csv', '1');
    expect(await rejection(readVectorFolder(join(dir, 'a.csv')))).toMatch(
      /a\.csv: is not a folder/,
    );
  });
});
