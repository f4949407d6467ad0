import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deriveGenerators, searchGenerators } from '../../src/crypto/generators.ts';
import { PINNED_POINTS, pinnedGenerators } from '../../src/crypto/pinnedGenerators.ts';
import { createKernel, POINT_BYTES, type Kernel } from '../../src/kernel/index.ts';

let kernel: Kernel;
beforeEach(async () => {
  kernel = await createKernel({ threads: 1 });
});

describe('the pinned generators', () => {
  afterEach(() => vi.restoreAllMocks());

  it('are those that their labels give, and are what is used', async () => {
    const pinned = pinnedGenerators()!;
    // Compared as Buffers: an assertion over a quarter of a megabyte takes long to say nothing.
    const searched = await searchGenerators(kernel, PINNED_POINTS - 1);
    expect(Buffer.compare(pinned, searched)).toBe(0);
    const derived = await deriveGenerators(kernel, PINNED_POINTS - 1);
    expect(Buffer.compare(derived, searched)).toBe(0);
  });

  it('are followed by those that are derived', async () => {
    const count = PINNED_POINTS + 2;
    const derived = await deriveGenerators(kernel, count);
    expect(Buffer.compare(derived, await searchGenerators(kernel, count))).toBe(0);
    const few = await deriveGenerators(kernel, 3);
    expect(few).toEqual(derived.slice(0, 4 * POINT_BYTES));
  });

  it('are given out as copies', async () => {
    const points = await deriveGenerators(kernel, 1);
    points.fill(0);
    expect(await deriveGenerators(kernel, 1)).not.toEqual(points);
  });

  it.each([
    ['is one bit off', (bytes: Uint8Array) => bytes.map((byte, i) => (i === 99 ? byte ^ 1 : byte))],
    ['is cut short', (bytes: Uint8Array) => bytes.subarray(0, -1)],
    ['is longer', (bytes: Uint8Array) => Uint8Array.of(...bytes.subarray(0, 64), ...bytes)],
    [
      'is not there',
      () => {
        throw new Error('ENOENT');
      },
    ],
  ])('are not used where the file %s', (_, change) => {
    const good = pinnedGenerators()!;
    const original = process.getBuiltinModule.bind(process) as (name: string) => unknown;
    vi.spyOn(process, 'getBuiltinModule').mockImplementation(((name: string) =>
      name === 'node:fs'
        ? { readFileSync: () => change(good) }
        : original(name)) as typeof process.getBuiltinModule);
    expect(pinnedGenerators()).toBeUndefined();
  });

  it('are not looked for where there are no files', () => {
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
    expect(pinnedGenerators()).toBeUndefined();
  });
});
