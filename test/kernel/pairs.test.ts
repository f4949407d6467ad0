import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { openArena, type Arena } from '../../src/kernel/arena.ts';
import { BASE_FIELD_ORDER, createKernel } from '../../src/kernel/index.ts';
import { compilePairs, instantiatePairs } from '../../src/kernel/pairs.ts';
import {
  addProducts,
  identities,
  readSummands,
  writePoints,
} from '../../src/kernel/planes/points.ts';
import { Workspace } from '../../src/kernel/planes/workspace.ts';
import type { CompiledKernel } from '../../src/kernel/wasm.ts';
import { referenceKernel } from '../oracle/referenceKernel.ts';
import { bothKernels, bothModules } from '../support/pairs.ts';
import { askKernel } from './knownAnswers.ts';
import { element, integers, smallOrderPoints, someElements, someValues } from './samples.ts';

const LIMB_BITS = 51n;
const HALF = 2 ** 50;
const R = 1n << 255n;
const PAIR_BYTES = 80;

/** Limbs of a factor: sums of two limbs of products, with values within ±1.1 · p. */
const limb = fc.oneof(
  fc.constantFrom(0, 1, -1, HALF, -HALF, HALF - 1, 1 - HALF, 2 * HALF, -2 * HALF, 2 * HALF - 1),
  fc.integer({ min: -2 * HALF, max: 2 * HALF }),
);
const MOST_TOP = Math.floor((1.1 * Number(BASE_FIELD_ORDER)) / 2 ** 204) - 2;
const topLimb = fc.oneof(
  fc.constantFrom(0, 1, -1, MOST_TOP, -MOST_TOP),
  fc.integer({ min: -MOST_TOP, max: MOST_TOP }),
);
const factor = fc.tuple(limb, limb, limb, limb, topLimb);

function valueOf(limbs: readonly number[]): bigint {
  return limbs.reduceRight((sum, each) => (sum << LIMB_BITS) + BigInt(each), 0n);
}

const modulo = (value: bigint): bigint =>
  ((value % BASE_FIELD_ORDER) + BASE_FIELD_ORDER) % BASE_FIELD_ORDER;

let modules: { single: CompiledKernel; paired: CompiledKernel };
let arenas: { single: Arena; paired: Arena };

beforeAll(async () => {
  modules = await bothModules();
  arenas = { single: await openArena(modules.single), paired: await openArena(modules.paired) };
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('products in pairs', () => {
  it('are those of integers, with small limbs and values, for all factors that are allowed', () => {
    const { pairs, wasm } = arenas.paired;
    const at = arenas.paired.take(3 * PAIR_BYTES);
    const memory = new Float64Array(wasm.memory.buffer, at, 30);
    const put = (pair: number, lane: number, limbs: readonly number[]): void => {
      limbs.forEach((each, i) => (memory[10 * pair + 2 * i + lane] = each));
    };
    const read = (pair: number, lane: number): number[] =>
      [0, 1, 2, 3, 4].map((i) => memory[10 * pair + 2 * i + lane]!);
    fc.assert(
      fc.property(factor, factor, factor, factor, (a, b, c, d) => {
        put(0, 0, a);
        put(1, 0, b);
        put(0, 1, c);
        put(1, 1, d);
        pairs!.multiply(at + 2 * PAIR_BYTES, at, at + PAIR_BYTES);
        for (const [lane, x, y] of [[0, a, b] as const, [1, c, d] as const]) {
          const product = read(2, lane);
          const value = valueOf(product);
          expect(modulo(value * R)).toBe(modulo(valueOf(x) * valueOf(y)));
          expect(product.slice(0, 4).every((each) => Math.abs(each) <= HALF)).toBe(true);
          expect(100n * (value < 0n ? -value : value)).toBeLessThan(51n * BASE_FIELD_ORDER);
        }
      }),
      { numRuns: 1000 },
    );
    arenas.paired.release();
  });
});

describe('sums of products in pairs', () => {
  it('are those one at a time, for few and many points of every kind, and full scalars', async () => {
    const kernel = await createKernel({ threads: 1 });
    const generators = await deriveGenerators(kernel, 60);
    const points = new Uint8Array([...smallOrderPoints(), ...generators, ...generators]);
    fc.assert(
      fc.property(fc.array(element, { maxLength: 100 }), (scalars) => {
        const [single, paired] = [arenas.single, arenas.paired].map((arena) =>
          arena.during(() => {
            const workspace = new Workspace(arena);
            const summands = readSummands(workspace, points.subarray(0, 64 * scalars.length));
            const sum = identities(workspace, 1);
            addProducts(workspace, sum, summands, integers(scalars));
            return writePoints(workspace, sum, 1);
          }),
        );
        expect(paired).toEqual(single);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a kernel that adds in pairs', () => {
  it.each([1, 2])('gives the known answers on %d threads', async (threads) => {
    const { paired } = await bothKernels({ threads });
    for (const { name, actual, expected } of await askKernel(paired)) {
      expect(actual, name).toBe(expected);
    }
    paired.close();
  });

  it('commits in workers as the oracle does', async () => {
    const { paired } = await bothKernels({ threads: 2 });
    const generators = await deriveGenerators(paired, 40);
    const input = [someValues(390, 16, 1), someElements(10, 2), 39, generators] as const;
    expect(await paired.commitRows(...input)).toEqual(await referenceKernel().commitRows(...input));
    paired.close();
  });
});

describe('the choice at the start', () => {
  it('is for pairs only if multiply-add is fused', async () => {
    const { pairs } = modules.paired;
    const memory = new WebAssembly.Memory({ initial: 1 });
    expect((await instantiatePairs(pairs!, memory)).isFused()).toBe(1);
    const rounding = { isFused: () => 0 };
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(true);
    vi.spyOn(WebAssembly, 'compile').mockResolvedValue(pairs!);
    const instantiate = vi.spyOn(WebAssembly, 'instantiate') as unknown as {
      mockResolvedValue(value: unknown): void;
    };
    expect(await compilePairs()).toBe(pairs);
    instantiate.mockResolvedValue({ exports: rounding });
    expect(await compilePairs()).toBeUndefined();
  });

  it('is against pairs where the engine does not know relaxed SIMD, or refuses the module', async () => {
    const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    expect(await compilePairs()).toBeUndefined();
    validate.mockReturnValue(true);
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new WebAssembly.CompileError('no'));
    expect(await compilePairs()).toBeUndefined();
  });
});
