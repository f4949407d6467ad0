import { buildBabyjub } from 'circomlibjs';
import { babyjubjub } from '@noble/curves/misc.js';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { deriveGenerators } from '../../src/crypto/generators.ts';
import {
  BASE_FIELD_ORDER,
  createKernel,
  FIELD_ORDER,
  type Kernel,
} from '../../src/kernel/index.ts';
import { referenceKernel } from '../oracle/referenceKernel.ts';
import { bothKernels } from '../support/pairs.ts';
import {
  element,
  IDENTITY,
  integers,
  negated,
  pointAt,
  points,
  smallOrderPoints,
  someElements,
} from './samples.ts';

const oracle = referenceKernel();
const torsion = smallOrderPoints();
let kernel: Kernel;
let generators: Uint8Array;

/** Points of every kind: generators, small orders, and sums of both. */
let mixed: Uint8Array;

beforeAll(async () => {
  kernel = await createKernel({ threads: 1 });
  generators = await deriveGenerators(oracle, 23);
  const eight = generators.subarray(0, 8 * 64);
  mixed = new Uint8Array([...generators, ...torsion, ...oracle.sumPoints([eight, torsion])]);
});

describe('areOnCurve', () => {
  it('takes generators, the identity and points of small order', () => {
    expect(kernel.areOnCurve(mixed)).toBe(true);
    expect(kernel.areOnCurve(IDENTITY)).toBe(true);
    expect(kernel.areOnCurve(new Uint8Array(0))).toBe(true);
  });

  it('refuses a point beside the curve wherever it is in the list', () => {
    const list = new Uint8Array(5000 * 64);
    for (let i = 0; i < 5000; i++) list.set(IDENTITY, i * 64);
    expect(kernel.areOnCurve(list)).toBe(true);
    list[4999 * 64] = 1;
    expect(kernel.areOnCurve(list)).toBe(false);
    expect(kernel.areOnCurve(new Uint8Array(64))).toBe(false);
  });

  it('refuses coordinates that are not reduced', () => {
    expect(kernel.areOnCurve(points([[BASE_FIELD_ORDER, 1n]]))).toBe(false);
    expect(kernel.areOnCurve(points([[0n, BASE_FIELD_ORDER + 1n]]))).toBe(false);
    expect(kernel.areOnCurve(points([[0n, BASE_FIELD_ORDER - 1n]]))).toBe(true);
  });

  it('is the oracle’s for changed points', () => {
    fc.assert(
      fc.property(fc.nat(mixed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = mixed.slice();
        changed[at]! ^= change;
        expect(kernel.areOnCurve(changed)).toBe(oracle.areOnCurve(changed));
      }),
    );
  });

  it('refuses a list of broken length', () => {
    expect(() => kernel.areOnCurve(new Uint8Array(65))).toThrow(RangeError);
  });
});

describe('sumPoints', () => {
  it('is the oracle’s for every pair of points: also equal, opposite, of small order', () => {
    const count = mixed.length / 64;
    for (let shift = 0; shift < count; shift++) {
      const turned = new Uint8Array([
        ...mixed.subarray(shift * 64),
        ...mixed.subarray(0, shift * 64),
      ]);
      expect(kernel.sumPoints([mixed, turned])).toEqual(oracle.sumPoints([mixed, turned]));
    }
  });

  it('cancels', () => {
    const sums = kernel.sumPoints([mixed, negated(mixed)]);
    for (let i = 0; i < mixed.length / 64; i++) expect(pointAt(sums, i)).toEqual(IDENTITY);
  });

  it('sums many lists, and one alone', () => {
    const lists = Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? negated(mixed) : mixed));
    expect(kernel.sumPoints(lists)).toEqual(oracle.sumPoints(lists));
    expect(kernel.sumPoints([mixed])).toEqual(mixed);
    expect(kernel.sumPoints([new Uint8Array(0)])).toEqual(new Uint8Array(0));
  });

  it('refuses lists of different lengths, or none', () => {
    expect(() => kernel.sumPoints([])).toThrow(RangeError);
    expect(() => kernel.sumPoints([IDENTITY, new Uint8Array(128)])).toThrow(RangeError);
  });
});

describe('clearCofactor', () => {
  it('is the oracle’s, and ends what has small order', () => {
    expect(kernel.clearCofactor(mixed)).toEqual(oracle.clearCofactor(mixed));
    const cleared = kernel.clearCofactor(torsion);
    for (let i = 0; i < 8; i++) expect(pointAt(cleared, i)).toEqual(IDENTITY);
  });
});

describe('liftPoints', () => {
  it('is the oracle’s for random and special heights of both parities', () => {
    const special = [0n, 1n, 2n, 3n, 4n, 5n, BASE_FIELD_ORDER - 1n, BASE_FIELD_ORDER - 2n];
    const heights = new Uint8Array([...integers(special), ...someElements(56, 3)]);
    for (const parity of [0, 1]) {
      const parities = new Uint8Array(64).fill(parity);
      expect(kernel.liftPoints(heights, parities)).toEqual(oracle.liftPoints(heights, parities));
    }
  });

  it('finds the identity at height 1 for an even x alone', () => {
    const lifted = kernel.liftPoints(integers([1n, 1n]), Uint8Array.of(0, 1));
    expect(lifted).toEqual(new Uint8Array([...IDENTITY, ...new Uint8Array(64)]));
  });

  it('refuses heights that are not reduced and parities that are none', () => {
    expect(() => kernel.liftPoints(integers([BASE_FIELD_ORDER]), Uint8Array.of(0))).toThrow(
      RangeError,
    );
    expect(() => kernel.liftPoints(integers([1n]), Uint8Array.of(2))).toThrow(RangeError);
    expect(() => kernel.liftPoints(integers([1n]), new Uint8Array(2))).toThrow(RangeError);
  });

  it('derives the generators that the oracle derives', async () => {
    // A second copy of the module, as the first remembers what the oracle derived.
    vi.resetModules();
    const { deriveGenerators: fresh } = await import('../../src/crypto/generators.ts');
    expect(await fresh(kernel, 23)).toEqual(generators);
    const longer = await fresh(kernel, 700);
    expect(longer.subarray(0, generators.length)).toEqual(generators);
    expect(kernel.areOnCurve(longer)).toBe(true);
    await expect(fresh(kernel, -1)).rejects.toThrow(RangeError);
  });
});

describe('multiScalarMultiply', () => {
  let kernels: { single: Kernel; paired: Kernel };

  beforeAll(async () => {
    kernels = await bothKernels();
  });

  /** The sum by additions one at a time, which is that by additions in pairs. */
  async function multiply(list: Uint8Array, scalars: Uint8Array): Promise<Uint8Array> {
    const sum = await kernels.single.multiScalarMultiply(list, scalars);
    expect(await kernels.paired.multiScalarMultiply(list, scalars)).toEqual(sum);
    return sum;
  }

  it('is the oracle’s', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(element, { maxLength: 24 }), async (scalars) => {
        const list = generators.subarray(0, scalars.length * 64);
        const bytes = integers(scalars);
        expect(await multiply(list, bytes)).toEqual(await oracle.multiScalarMultiply(list, bytes));
      }),
      { numRuns: 40 },
    );
  });

  it('takes one point many times, points that cancel, and small orders', async () => {
    const one = new Uint8Array(24 * 64).map((_, i) => generators[i % 64]!);
    const scalars = someElements(24, 9);
    expect(await multiply(one, scalars)).toEqual(await oracle.multiScalarMultiply(one, scalars));
    const pair = new Uint8Array([...pointAt(generators, 0), ...negated(pointAt(generators, 0))]);
    expect(await multiply(pair, integers([5n, 5n]))).toEqual(IDENTITY);
    expect(await multiply(torsion, integers(Array<bigint>(8).fill(8n)))).toEqual(IDENTITY);
  });

  it('is the oracle’s for a thousand terms, which take wider windows', async () => {
    const many = new Uint8Array(1200 * 64).map((_, i) => generators[i % generators.length]!);
    const scalars = someElements(1200, 4);
    expect(await multiply(many, scalars)).toEqual(await oracle.multiScalarMultiply(many, scalars));
  });

  it('refuses scalars that are not canonical, or too few', async () => {
    await expect(kernel.multiScalarMultiply(IDENTITY, integers([FIELD_ORDER]))).rejects.toThrow(
      RangeError,
    );
    await expect(kernel.multiScalarMultiply(IDENTITY, new Uint8Array(64))).rejects.toThrow(
      RangeError,
    );
  });
});

describe('circomlibjs', () => {
  it('adds and multiplies as the kernel does', async () => {
    const curve = await buildBabyjub();
    const { F } = curve;
    const read = (bytes: Uint8Array): [Uint8Array, Uint8Array] => {
      const { x, y } = babyjubjub.Point.fromAffine({
        x: fromLittleEndian(bytes.subarray(0, 32)),
        y: fromLittleEndian(bytes.subarray(32)),
      });
      return [F.e(x), F.e(y)];
    };
    const write = ([x, y]: [Uint8Array, Uint8Array]): Uint8Array =>
      points([[F.toObject(x), F.toObject(y)]]);
    const [first, second] = [pointAt(generators, 1), pointAt(generators, 2)];
    expect(kernel.sumPoints([first, second])).toEqual(
      write(curve.addPoint(read(first), read(second))),
    );
    for (const scalar of [1n, 2n, 0xdeadbeefn, FIELD_ORDER - 1n]) {
      expect(await kernel.multiScalarMultiply(first, integers([scalar]))).toEqual(
        write(curve.mulPointEscalar(read(first), scalar)),
      );
    }
    expect(curve.inSubgroup(read(first))).toBe(true);
  });
});

function fromLittleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
