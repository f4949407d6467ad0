/** Layouts of tensors, their digests, and clips of single tensors. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/crypto/hex.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { decodeSum, type Encoding, encodeInput } from '../../src/session/encodings/index.ts';
import {
  fromSessionUnit,
  layoutArgument,
  layoutDigest,
  type TensorLayout,
  toSessionUnit,
} from '../../src/session/layout/index.ts';
import { joinSession } from '../../src/client/join.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { openAs } from '../support/exchange.ts';
import { kernel, policyFor, seedOf, testInput, testSession } from '../support/federation.ts';

const LAYOUT: TensorLayout = [
  { name: 'bias', shape: [2], dtype: 'float32', clip: 0.1 },
  { name: 'weights', shape: [1, 3], dtype: 'float32' },
];
const MEAN: Encoding = { kind: 'fixed-point', clip: 2, average: 'mean' };

describe('a layout', () => {
  it('has the digest that the specification gives it, in any order of its tensors', () => {
    // As an independent implementation of TupleHash and CBOR gives it.
    const digest = 'd10c39683e857ddfa017f35213e019325e5226fce82f28c37439632e810fd4c2';
    expect(toHex(layoutDigest(LAYOUT))).toBe(digest);
    expect(layoutDigest(LAYOUT.toReversed())).toEqual(layoutDigest(LAYOUT));
  });

  it.each([
    ['another name', { name: 'b' }],
    ['another shape', { shape: [1, 2] }],
    ['another dtype', { dtype: 'float64' }],
    ['another clip', { clip: 0.2 }],
    ['no clip', { clip: undefined }],
  ] as const)('has another digest with %s', (_, change) => {
    const other = [{ ...LAYOUT[0]!, ...change }, LAYOUT[1]!];
    expect(layoutDigest(other)).not.toEqual(layoutDigest(LAYOUT));
  });

  it('is ordered by code point, as UTF-8 is', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.uniqueArray(text, { minLength: 1, maxLength: 8 }), (names) => {
        const layout = names.map((name) => ({ name, shape: [1], dtype: 'int8' as const }));
        const ordered = layoutArgument(layout, '').map(({ name }) => name);
        const bytes = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(ordered).toEqual(bytes);
      }),
    );
  });

  const tensor = { name: 'w', shape: [2], dtype: 'float32' };
  it.each([
    ['no tensors', [], 'have 0 values'],
    ['no values', [{ ...tensor, shape: [0] }], 'have 0 values'],
    ['too many values', [{ ...tensor, shape: [2 ** 27, 2] }], 'have 268435456 values'],
    ['two tensors of one name', [tensor, tensor], 'two tensors have the name "w"'],
    ['a name that is no Unicode', [{ ...tensor, name: '\ud800' }], 'well-formed Unicode'],
    ['an empty name', [{ ...tensor, name: '' }], '1 to 200 characters'],
    ['an unknown dtype', [{ ...tensor, dtype: 'object' }], 'dtype'],
    ['a dimension below 0', [{ ...tensor, shape: [-1] }], 'shape'],
    ['too many dimensions', [{ ...tensor, shape: Array.from({ length: 33 }, () => 1) }], 'shape'],
    ['a clip of 0', [{ ...tensor, clip: 0 }], 'clip'],
    ['a clip beyond all', [{ ...tensor, clip: 1e200 }], 'clip'],
    ['an unknown field', [{ ...tensor, order: 'F' }], 'order'],
    [
      'too many tensors',
      Array.from({ length: 4097 }, (_, i) => ({ ...tensor, name: `${i}` })),
      '4096',
    ],
  ])('is refused with %s', (_, layout, sentence) => {
    expect(() => layoutDigest(layout as TensorLayout)).toThrow(sentence);
  });
});

describe('clips of single tensors', () => {
  it('clip and scale values, and sums come back in the units of the tensors', () => {
    const values = [0.05, 7, 1, -1.5, -9];
    const shape = { length: 5, bound: 1_000_000 };
    const scaled = toSessionUnit(LAYOUT, MEAN, values);
    expect(Array.from(scaled)).toEqual([1, 2, 1, -1.5, -2]);
    const sum = Float64Array.from(encodeInput(MEAN, shape, scaled, seededRandom(seedOf('round'))));
    const mean = fromSessionUnit(LAYOUT, MEAN, decodeSum(MEAN, shape, sum, 1));
    [0.05, 0.1, 1, -1.5, -2].forEach((value, i) => {
      expect(mean[i]).toBeCloseTo(value, 5);
    });
  });

  it('leave values alone where there are none', () => {
    const layout = LAYOUT.map(({ name, shape, dtype }) => ({ name, shape, dtype }));
    const values = Float32Array.of(1, 2, 3, 4, 5);
    expect(toSessionUnit(layout, MEAN, values)).toBe(values);
    expect(toSessionUnit(layout, { kind: 'integer' }, values)).toBe(values);
  });

  it('never hide what is not finite', () => {
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      expect(toSessionUnit(LAYOUT, MEAN, [value, 0, 0, 0, 0])[0]).toBe(value);
    }
  });

  it('are refused for integers, and so is another number of values', () => {
    expect(() => toSessionUnit(LAYOUT, { kind: 'integer' }, [1, 2, 3, 4, 5])).toThrow(
      'integers are not clipped',
    );
    expect(() => toSessionUnit(LAYOUT, MEAN, [1, 2, 3, 4])).toThrow('The layout has 5 values');
  });
});

describe('a client', () => {
  const digest = layoutDigest(LAYOUT);
  it.each([
    ['its own layout', digest, digest, true],
    ['no layout, as it has none', undefined, undefined, true],
    ['another layout', seedOf('another'), digest, false],
    ['no layout, where it has one', undefined, digest, false],
    ['a layout, where it has none', digest, undefined, false],
  ])('takes part in a session over its own layout alone: %s', async (_, named, own, joins) => {
    const setup = testSession(4, { layoutDigest: named });
    const { roster, session, identities } = setup;
    const invitation = openAs(setup).output;
    const joined = await joinSession({
      ...{ roster, invitation, kernel, task: 'test', identity: identities[0]! },
      policy: { ...policyFor(setup), layoutDigest: own },
      ledger: memoryLedger(),
      random: seededRandom(seedOf('client')),
      input: () => testInput(session, 0),
    });
    expect(joined).toMatchObject(
      joins ? { kind: 'advance' } : { kind: 'abort', code: 'policy-layout' },
    );
  });
});
