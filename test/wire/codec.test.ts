import { describe, expect, it } from 'vitest';
import { encodeCbor, type CborValue } from '../../src/wire/cbor.ts';
import {
  bytesBetween,
  type Codec,
  fixedBytes,
  float64,
  fromBytes,
  integer,
  list,
  oneOf,
  struct,
  text,
  toBytes,
  variant,
} from '../../src/wire/codec.ts';

const point = struct<{ x: number; y: number }>({ x: integer(0, 9), y: integer(-5, 5) });

/** What a codec reads, and what it refuses, naming the place. */
const CASES: readonly [string, Codec<unknown>, readonly CborValue[], readonly CborValue[]][] = [
  [
    '32 bytes',
    fixedBytes(32),
    [new Uint8Array(32)],
    [new Uint8Array(31), new Uint8Array(33), 'a', 1, []],
  ],
  [
    '1 to 3 bytes',
    bytesBetween(1, 3),
    [new Uint8Array(1), new Uint8Array(3)],
    [new Uint8Array(0), new Uint8Array(4)],
  ],
  [
    'an integer from −5 to 5',
    integer(-5, 5),
    [-5, 0, 5],
    [-6, 6, { float: 1.5 }, { float: 1 }, '1', new Uint8Array(1)],
  ],
  [
    'a finite number',
    float64,
    [0, -1, 1.5, 1e300, 5e-324].map((float) => ({ float })),
    [0, 1, '1', [], new Uint8Array(8)],
  ],
  ['text of at most 3', text(3), ['', 'abc', 'äöü'], ['abcd', 3, new Uint8Array(3)]],
  ['one of two words', oneOf('sum', 'mean'), ['sum', 'mean'], ['', 'Sum', 'median', 0, ['sum']]],
  ['a list of 1 to 2', list(integer(0, 9), 2, 1), [[1], [1, 2]], [[], [1, 2, 3]]],
  ['a list of at most 2', list(integer(0, 9), 2), [[], [1], [1, 2]], [[1, 2, 3], [10], ['a'], 1]],
  [
    'a struct',
    point,
    [
      [0, -5],
      [9, 5],
    ],
    [[], [1], [1, 2, 3], [10, 0], [0, 6], [[0], 0], 'xy'],
  ],
];

type Shape =
  { readonly kind: 'dot' } | { readonly kind: 'line'; readonly to: { x: number; y: number } };
const shape = variant<'kind', Shape>('kind', {
  dot: struct<Extract<Shape, { kind: 'dot' }>>({ kind: oneOf('dot') }),
  line: struct<Extract<Shape, { kind: 'line' }>>({ kind: oneOf('line'), to: point }),
});

describe.each(CASES)('%s', (_, codec, accepted, refused) => {
  it.each(accepted.map((value) => [JSON.stringify(value), value] as const))(
    'reads %s',
    (__, value) => {
      const bytes = encodeCbor(value);
      const read = fromBytes(codec, bytes, 1000, 'it');
      expect(toBytes(codec, read)).toEqual(bytes);
    },
  );

  it.each(refused.map((value) => [JSON.stringify(value), value] as const))(
    'refuses %s',
    (__, value) => {
      expect(() => fromBytes(codec, encodeCbor(value), 1000, 'it')).toThrow(
        expect.objectContaining({
          code: 'wrong-shape',
          message: expect.stringMatching(/^it/) as string,
        }),
      );
    },
  );
});

describe('one of several structures', () => {
  it.each([{ kind: 'dot' }, { kind: 'line', to: { x: 1, y: 2 } }] satisfies Shape[])(
    'is told by its first word: $kind',
    (value) => {
      expect(fromBytes(shape, toBytes(shape, value), 100, 'it')).toEqual(value);
    },
  );

  it.each([
    [[]],
    [['ring']],
    [['dot', 1]],
    [['line']],
    [[1]],
    ['dot'],
    [[['dot']]],
    [['toString']],
  ])('is not %j', (value: CborValue) => {
    expect(() => fromBytes(shape, encodeCbor(value), 100, 'it')).toThrow(
      expect.objectContaining({ code: 'wrong-shape' }),
    );
  });
});

describe('what a codec reads', () => {
  it('holds views, and no copies, of byte strings', () => {
    const codec = struct<{ a: Uint8Array; b: Uint8Array }>({ a: fixedBytes(3), b: fixedBytes(2) });
    const bytes = toBytes(codec, { a: Uint8Array.of(1, 2, 3), b: Uint8Array.of(4, 5) });
    const { a, b } = fromBytes(codec, Buffer.from(bytes), 100, 'it');
    const again = fromBytes(codec, bytes, 100, 'it');
    expect([a, b]).toEqual([Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)]);
    expect(a.constructor).toBe(Uint8Array);
    expect(again.a.buffer).toBe(bytes.buffer);
  });
});

describe('what no message can hold', () => {
  it.each([undefined, null, true, {}, { float: '1' }, [undefined]])(
    'is not written: %j',
    (value) => {
      expect(() => encodeCbor(value as CborValue)).toThrow(
        expect.objectContaining({ name: 'WireError', code: 'wrong-shape' }),
      );
    },
  );
});

describe('a rejection', () => {
  it('names the place in the message', () => {
    const points = struct<{ points: readonly { x: number; y: number }[] }>({
      points: list(point, 5),
    });
    const bytes = encodeCbor([
      [
        [1, 1],
        [1, 7],
      ],
    ]);
    expect(() => fromBytes(points, bytes, 100, 'shape')).toThrow(
      /^shape\.points\[1\]\.y: expected an integer from -5 to 5$/,
    );
  });

  it('comes before any decoding where there are too many bytes', () => {
    expect(() => fromBytes(point, new Uint8Array(100), 99, 'it')).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });
});

describe('a struct', () => {
  it('travels in the order in which its fields are named, whatever order a value has', () => {
    expect(toBytes(point, { y: 2, x: 1 })).toEqual(Uint8Array.of(0x82, 1, 2));
  });
});
