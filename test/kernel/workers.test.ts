import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { createKernel, type ClosableKernel, type Mask } from '../../src/kernel/index.ts';
import { compileKernel } from '../../src/kernel/wasm.ts';
import { WorkerFailure, WorkerPool } from '../../src/kernel/workers/pool.ts';
import { UsageError } from '../../src/usage/usageError.ts';
import { referenceKernel } from '../oracle/referenceKernel.ts';
import { areEqual, someElements, someValues } from './samples.ts';

const oracle = referenceKernel();
const values = someValues(6001, 12, 1);
const rowLength = 400;
const blinders = someElements(16, 2);
const masks: Mask[] = [1, 2, 3].map((byte) => ({
  key: new Uint8Array(32).fill(byte),
  sign: byte === 2 ? -1 : 1,
}));
let alone: ClosableKernel;
let several: ClosableKernel;
let generators: Uint8Array;

beforeAll(async () => {
  alone = await createKernel({ threads: 1 });
  several = await createKernel({ threads: 2 });
  generators = await deriveGenerators(alone, rowLength);
});

afterAll(() => {
  several.close();
});

/** A signal that is aborted once `onProgress` was called for the first time. */
function abortAtFirstProgress(): { signal: AbortSignal; onProgress: () => void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onProgress: () => {
      controller.abort(new Error('enough'));
    },
  };
}

describe('work in workers', () => {
  it('commits as one thread and as the oracle does', async () => {
    const expected = await oracle.commitRows(values, blinders, rowLength, generators);
    expect(await alone.commitRows(values, blinders, rowLength, generators)).toEqual(expected);
    expect(await several.commitRows(values, blinders, rowLength, generators)).toEqual(expected);
  });

  it('masks as one thread and as the oracle does', async () => {
    const vectors = [0, 1, 2].map(() => someElements(9001, 3));
    await oracle.addMasks(vectors[0]!, masks);
    await alone.addMasks(vectors[1]!, masks);
    await several.addMasks(vectors[2]!, masks);
    expect(areEqual(vectors[1]!, vectors[0]!)).toBe(true);
    expect(areEqual(vectors[2]!, vectors[0]!)).toBe(true);
  });

  it('leaves the caller’s arrays in place, views into larger buffers too', async () => {
    const keys = masks.map(({ key }) => key.slice());
    const room = new Int32Array(values.length + 2);
    room.set(values, 1);
    const view = room.subarray(1, -1);
    const expected = await alone.commitRows(values, blinders, rowLength, generators);
    expect(await several.commitRows(view, blinders, rowLength, generators)).toEqual(expected);
    await several.addMasks(someElements(9001, 3), masks);
    expect(view).toEqual(values);
    expect(masks.map(({ key }) => key)).toEqual(keys);
  });

  it('does several jobs at once', async () => {
    const vectors = Array.from({ length: 5 }, (_, i) => someElements(5000, i));
    const expected = vectors.map((each) => each.slice());
    await Promise.all(expected.map((each) => alone.addMasks(each, masks)));
    await Promise.all(vectors.map((each) => several.addMasks(each, masks)));
    vectors.forEach((each, i) => {
      expect(areEqual(each, expected[i]!)).toBe(true);
    });
  });

  it('goes on without workers once closed', async () => {
    const closed = await createKernel({ threads: 2 });
    const expected = await alone.commitRows(values, blinders, rowLength, generators);
    const underWay = closed.commitRows(values, blinders, rowLength, generators);
    await new Promise((resolve) => setTimeout(resolve, 20));
    closed.close();
    expect(await underWay).toEqual(expected);
    expect(await closed.commitRows(values, blinders, rowLength, generators)).toEqual(expected);
  });

  it('refuses a number of threads that is none', async () => {
    await expect(createKernel({ threads: 0 })).rejects.toThrow(UsageError);
    await expect(createKernel({ threads: 1.5 })).rejects.toThrow(UsageError);
  });
});

describe.each([1, 2])('long work on %d threads', (threads) => {
  const long = someValues(400_000, 16, 9);
  const longBlinders = someElements(1000, 10);
  let kernel: ClosableKernel;

  beforeAll(async () => {
    kernel = await createKernel({ threads });
  });

  afterAll(() => {
    kernel.close();
  });

  it('stops when asked to, and works again', async () => {
    await expect(
      kernel.commitRows(long, longBlinders, rowLength, generators, abortAtFirstProgress()),
    ).rejects.toThrow('enough');
    await expect(
      kernel.addMasks(
        new Uint8Array(3_200_000),
        Array<Mask>(20).fill(masks[0]!),
        abortAtFirstProgress(),
      ),
    ).rejects.toThrow('enough');
    const expected = await oracle.commitRows(values, blinders, rowLength, generators);
    expect(await kernel.commitRows(values, blinders, rowLength, generators)).toEqual(expected);
  });

  it('does not start when aborted before', async () => {
    const signal = AbortSignal.abort(new Error('never'));
    const into = someElements(5000, 1);
    const before = into.slice();
    await expect(kernel.addMasks(into, masks, { signal })).rejects.toThrow('never');
    await expect(
      kernel.commitRows(values, blinders, rowLength, generators, { signal }),
    ).rejects.toThrow('never');
    expect(into).toEqual(before);
  });

  it('reports progress that grows to 1 while the event loop turns', async () => {
    const fractions: number[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    await kernel.commitRows(
      long.subarray(0, 200_000),
      longBlinders.subarray(0, 500 * 32),
      rowLength,
      generators,
      {
        onProgress: (fraction) => fractions.push(fraction),
      },
    );
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
    expect(fractions.length).toBeGreaterThan(3);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBeCloseTo(1);
  });
});

describe('a pool whose workers cannot start', () => {
  it('fails every task at once, so that the caller does it', async () => {
    const module = await compileKernel();
    const task = { kind: 'masks', into: new Uint8Array(32), masks: [], firstBlock: 0 } as const;
    const forbidden = new WorkerPool(module, 2, () => {
      throw new Error('a policy');
    });
    await expect(forbidden.run(task, [], {})).rejects.toThrow(WorkerFailure);
    const silent = new WorkerPool(module, 1, (listener) => {
      setTimeout(() => {
        listener.onFailure();
      }, 5);
      return { post: () => undefined, keepAlive: () => undefined, terminate: () => undefined };
    });
    const outcomes = await Promise.allSettled([silent.run(task, [], {}), silent.run(task, [], {})]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
