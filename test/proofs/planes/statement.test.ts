import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_ORDER } from '../../../src/kernel/kernel.ts';
import { proofWriter } from '../../../src/proofs/planes/challenges.ts';
import { belowAt, betweenAt } from '../../../src/proofs/planes/multilinear.ts';
import { provePlanes } from '../../../src/proofs/planes/prover/prove.ts';
import { planesSizes } from '../../../src/proofs/planes/sizes.ts';
import { claimFault, shapeFault, type PlanesShape } from '../../../src/proofs/planes/statement.ts';
import { planesProofBytes } from '../../../src/proofs/planes/steps.ts';
import { exactDigits, exactWeights } from '../../../src/proofs/planes/weights.ts';
import { element, integers } from '../../kernel/samples.ts';
import { kernel, SEEDS, valuesWithin, witnessOf } from './claims.ts';
import { equalityTable, mod } from './integers.ts';

const LINF = { kind: 'linf', length: 20, rowLength: 512, bound: 5 } as const;
const L2 = { ...LINF, kind: 'l2', maxSquaredNorm: 100 } as const;
const CHOICES = {
  kind: 'one-hot',
  length: 5,
  rowLength: 512,
  groups: [
    { length: 3, least: 1, most: 1 },
    { length: 2, least: 0, most: 1 },
  ],
} as const;

describe('weights', () => {
  it('have exactly 0 … M as their subset sums', () => {
    for (let most = 0; most <= 130; most++) {
      const weights = exactWeights(most);
      const sums = new Set<number>();
      for (let v = 0; v < 2 ** weights.length; v++) {
        sums.add(weights.reduce((sum, weight, k) => sum + ((v >> k) & 1 ? Number(weight) : 0), 0));
      }
      expect([...sums].sort((a, b) => a - b)).toEqual(
        Array.from({ length: most + 1 }, (_, i) => i),
      );
      for (const value of sums) {
        const digits = exactDigits(BigInt(value), weights);
        expect(digits.reduce((sum, d, k) => sum + BigInt(d) * weights[k]!, 0n)).toBe(BigInt(value));
      }
    }
  });

  it('reach every value of the largest bounds', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(2 ** 32 - 2, 2 ** 52 - 1, 2 ** 51, 2 ** 31 + 1)
          .chain((most) => fc.tuple(fc.constant(most), fc.bigInt({ min: 0n, max: BigInt(most) }))),
        ([most, value]) => {
          const weights = exactWeights(most);
          const digits = exactDigits(value, weights);
          expect(digits.reduce((sum, d, k) => sum + BigInt(d) * weights[k]!, 0n)).toBe(value);
        },
      ),
    );
  });
});

describe('extensions of intervals', () => {
  it('are the sums of eq over them', () => {
    fc.assert(
      fc.property(
        fc.array(element, { maxLength: 6 }).chain((point) => {
          const end = fc.integer({ min: 0, max: 2 ** point.length + 1 });
          return fc.tuple(fc.constant(point), end, end);
        }),
        ([point, a, b]) => {
          const table = equalityTable(point);
          const sumTo = (end: number): bigint =>
            mod(table.slice(0, end).reduce((sum, e) => sum + e, 0n));
          expect(belowAt(a, point)).toBe(sumTo(a));
          expect(betweenAt({ start: a, end: b }, point)).toBe(mod(sumTo(b) - sumTo(a)));
        },
      ),
    );
  });
});

describe('a statement', () => {
  it.each([
    [LINF, { bound: 0 }],
    [LINF, { bound: -1 }],
    [LINF, { bound: 2.5 }],
    [LINF, { bound: 2 ** 31 }],
    [LINF, { bound: Number.NaN }],
    [LINF, { length: 0 }],
    [LINF, { length: 1.5 }],
    [LINF, { length: 512 * 4096 + 1 }],
    [LINF, { rowLength: 256 }],
    [LINF, { rowLength: 32768 }],
    [LINF, { rowLength: 513 }],
    [LINF, { kind: 'other' }],
    [L2, { maxSquaredNorm: 0 }],
    [L2, { maxSquaredNorm: 2 ** 52 }],
    [L2, { maxSquaredNorm: 2.5 }],
    [L2, { length: 512 * 4096 }],
    [CHOICES, { groups: [] }],
    [CHOICES, { groups: [{ length: 5, least: 0, most: 0 }] }],
    [CHOICES, { groups: [{ length: 5, least: 2, most: 1 }] }],
    [CHOICES, { groups: [{ length: 5, least: 1, most: 6 }] }],
    [CHOICES, { groups: [{ length: 5, least: -1, most: 1 }] }],
    [CHOICES, { groups: [{ length: 4, least: 1, most: 1 }] }],
    [
      CHOICES,
      {
        groups: [
          { length: 0, least: 0, most: 0 },
          { length: 5, least: 1, most: 1 },
        ],
      },
    ],
    [CHOICES, { groups: [{ length: 5, least: 1, most: Number.NaN }] }],
  ] as [PlanesShape, object][])('is refused: %o with %o', (shape, change) => {
    expect(shapeFault(shape)).toBeUndefined();
    const changed = { ...shape, ...change };
    expect(shapeFault(changed)).toBeDefined();
    expect(() => planesSizes(changed)).toThrow(RangeError);
  });

  it('has a proof of a size that is known: the design’s example, without the norm’s own opening', () => {
    const shape = {
      kind: 'l2',
      length: 1e6,
      rowLength: 4096,
      bound: 32767,
      maxSquaredNorm: 1e15,
    } as const;
    expect(planesProofBytes(shape)).toBe(245_184);
  });

  it('is refused with a digest, a client or commitments that do not fit', async () => {
    const witness = await witnessOf(LINF, valuesWithin(5, 20));
    expect(claimFault(witness)).toBeUndefined();
    expect(claimFault({ ...witness, sessionDigest: new Uint8Array(31) })).toBeDefined();
    expect(claimFault({ ...witness, client: 2 ** 32 })).toBeDefined();
    expect(claimFault({ ...witness, commitments: new Uint8Array(128) })).toBeDefined();
  });
});

describe('a witness', () => {
  const failing = async (shape: PlanesShape, values: Int32Array, part = {}): Promise<unknown> => {
    const witness = await witnessOf(shape, values);
    return provePlanes(kernel, { ...witness, ...part }, SEEDS).catch((reason: unknown) => reason);
  };

  it('that does not keep its claim is refused', async () => {
    const above = valuesWithin(5, 20);
    above[7] = 6;
    expect(await failing(LINF, above)).toEqual(
      new RangeError('a coordinate is beyond the bound 5'),
    );
    expect(
      await failing(
        LINF,
        above.map((v) => -v),
      ),
    ).toBeInstanceOf(RangeError);
    const long = new Int32Array(20).fill(3);
    expect(String(await failing(L2, long))).toContain('beyond the largest squared norm');
    expect(String(await failing(CHOICES, Int32Array.of(1, 0, 2, 0, 0)))).toContain(
      'neither 0 nor 1',
    );
    expect(String(await failing(CHOICES, Int32Array.of(1, 0, 1, 0, 0)))).toContain('a group');
    expect(String(await failing(CHOICES, Int32Array.of(1, 0, 0, 1, 1)))).toContain('a group');
  });

  it('that is malformed is refused', async () => {
    const values = valuesWithin(5, 20);
    expect(await failing(LINF, values, { values: values.subarray(1) })).toBeInstanceOf(RangeError);
    expect(await failing(LINF, values, { blinders: new Uint8Array(31) })).toBeInstanceOf(
      RangeError,
    );
    const blinders = integers([FIELD_ORDER]);
    expect(String(await failing(LINF, values, { blinders }))).toContain('canonical');
    expect(await failing(LINF, values, { bound: 0 })).toBeInstanceOf(RangeError);
  });
});

describe('messages', () => {
  it('go out in the order of the table, in its lengths, and all of them', async () => {
    const witness = await witnessOf(LINF, valuesWithin(5, 20));
    const writer = proofWriter(witness, planesSizes(LINF));
    expect(() => {
      writer.put('pads', new Uint8Array(64));
    }).toThrow('not what is due');
    expect(() => {
      writer.put('planes', new Uint8Array(64));
    }).toThrow('not what is due');
    expect(() => writer.finish()).toThrow('missing');
    expect(() => writer.conversation.coin('tau-0')).toThrow('no "tau-0"');
  });
});
