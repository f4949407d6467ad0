import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputFileError } from '../../src/cli/vectors/index.ts';
import { encodeSafetensors, parseSafetensors } from '../../src/cli/vectors/safetensors.ts';
import { sumTensors } from '../../src/cli/vectors/sumTensors.ts';
import type { TensorLayout } from '../../src/session/layout/index.ts';
import { safetensorsOf, tensorsOf } from '../support/tensorFiles.ts';

const F32 = [0, 0, 0xc0, 0x3f];

const tensor = (dtype: string, shape: string, from: number, to: number): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${from},${to}]}`;

const rejection = (bytes: Uint8Array): string => {
  try {
    parseSafetensors('m.safetensors', bytes);
  } catch (error) {
    if (error instanceof InputFileError) return error.message;
    throw error;
  }
  return 'read';
};

describe('reading .safetensors', () => {
  it('reads tensors in the order of their names, with metadata and padding', () => {
    const header = `{"__metadata__":{"format":"pt"},"w":${tensor('F32', '[2]', 0, 8)},"b":${tensor('BF16', '[]', 8, 10)},"a":${tensor('I8', '[1,2]', 10, 12)}}   `;
    const bytes = safetensorsOf(header, [...F32, 0, 0, 0, 0xc0, 0x80, 0xbf, 5, 0xff]);
    expect(parseSafetensors('m.safetensors', bytes)).toEqual({
      values: Float64Array.of(5, -1, -1, 1.5, -2),
      integer: false,
      shape: [5],
      layout: [
        { name: 'a', shape: [1, 2], dtype: 'int8' },
        { name: 'b', shape: [], dtype: 'bfloat16' },
        { name: 'w', shape: [2], dtype: 'float32' },
      ],
    });
  });

  it.each<[string, string | Uint8Array, readonly number[], RegExp]>([
    ['too short', Uint8Array.of(1, 0), [], /truncated/],
    ['a giant header', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80), [], /header that is too long/],
    ['a header beyond the end', Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0), [], /truncated/],
    ['no JSON', '{"w":', [], /invalid header/],
    ['a list', '[]', [], /invalid header/],
    ['spaces first', ' {}', [], /invalid header/],
    ['no tensors', '{"__metadata__":{}}', [], /holds no tensors/],
    ['no values', `{"w":${tensor('F32', '[0]', 0, 0)}}`, [], /holds no values/],
    [
      'a repeated name',
      `{"w":${tensor('U8', '[1]', 0, 1)},"\\u0077":${tensor('U8', '[1]', 0, 1)}}`,
      [1],
      /names "w" twice/,
    ],
    [
      'a repeated field',
      `{"w":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}`,
      [1],
      /names "dtype" twice/,
    ],
    [
      'an unknown field',
      `{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}}`,
      [1],
      /in another way/,
    ],
    ['no offsets', `{"w":{"dtype":"U8","shape":[1]}}`, [1], /in another way/],
    ['a negative size', `{"w":${tensor('U8', '[-1]', 0, 1)}}`, [1], /in another way/],
    ['a half', `{"w":${tensor('U8', '[0.5]', 0, 1)}}`, [1], /in another way/],
    ['a dtype', `{"w":${tensor('F8_E4M3', '[1]', 0, 1)}}`, [1], /dtype "F8_E4M3"/],
    ['truth values', `{"w":${tensor('BOOL', '[1]', 0, 1)}}`, [1], /dtype "BOOL"/],
    [
      'another size',
      `{"w":${tensor('F32', '[2]', 0, 4)}}`,
      F32,
      /4 bytes of data where its shape needs 8/,
    ],
    [
      'a size beyond 2^53',
      `{"w":${tensor('F32', '[9007199254740991,9007199254740991]', 0, 4)}}`,
      F32,
      /where its shape needs/,
    ],
    [
      'overlap',
      `{"a":${tensor('F32', '[1]', 0, 4)},"b":${tensor('F32', '[1]', 0, 4)}}`,
      F32,
      /overlap/,
    ],
    ['a gap', `{"a":${tensor('U8', '[1]', 1, 2)}}`, [1, 2], /no tensor has/],
    ['data left over', `{"a":${tensor('U8', '[1]', 0, 1)}}`, [1, 2], /no tensor has/],
    ['data missing', `{"a":${tensor('F32', '[1]', 0, 4)}}`, [1, 2], /truncated/],
    ['a path', `{"../a":${tensor('U8', '[1]', 0, 1)}}`, [1], /path out of its folder/],
    [
      'NaN',
      `{"a":${tensor('F32', '[1]', 0, 4)}}`,
      [0, 0, 0xc0, 0x7f],
      /tensor "a" the value at index 0 is NaN/,
    ],
    [
      'an integer beyond 2^53',
      `{"a":${tensor('I64', '[1]', 0, 8)}}`,
      [0, 0, 0, 0, 0, 0, 0, 0x7f],
      /beyond/,
    ],
  ])('rejects %s', (_, header, data, message) => {
    const bytes = typeof header === 'string' ? safetensorsOf(header, data) : header;
    expect(rejection(bytes)).toMatch(message);
  });

  it('rejects a name of a prototype no more than another one', () => {
    const bytes = safetensorsOf(`{"__proto__":${tensor('U8', '[1]', 0, 1)}}`, [7]);
    expect(parseSafetensors('m', bytes).layout).toEqual([
      { name: '__proto__', shape: [1], dtype: 'uint8' },
    ]);
  });

  it('rejects more tensors than a layout has', () => {
    const entries = Array.from(
      { length: 4097 },
      (_, i) => `"t${i}":${tensor('U8', '[1]', i, i + 1)}`,
    );
    expect(rejection(safetensorsOf(`{${entries.join(',')}}`, new Uint8Array(4097)))).toMatch(
      /4097 tensors/,
    );
  });
});

describe('writing .safetensors', () => {
  const layout: TensorLayout = [
    { name: 'b', shape: [3], dtype: 'float16' },
    { name: 'ü', shape: [], dtype: 'float64' },
    { name: 'w', shape: [2, 2], dtype: 'bfloat16' },
    { name: 'x', shape: [2], dtype: 'float32' },
  ];

  it('writes what is read again', () => {
    const bytes = encodeSafetensors(tensorsOf(layout));
    const read = parseSafetensors('m', bytes);
    expect(read.layout).toEqual([layout[0], layout[2], layout[3], layout[1]]);
    expect([...read.values]).toEqual([0.5, 1.5, 2.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 3.5]);
  });

  it('writes int64 for integers, and a wider type for what is too large', () => {
    const narrow: TensorLayout = [
      { name: 'h', shape: [1], dtype: 'float16' },
      { name: 'i', shape: [1], dtype: 'uint8' },
    ];
    const types = (values: Float64Array | BigInt64Array): string[] =>
      sumTensors(narrow, values).map(({ type }) => type);
    expect(types(BigInt64Array.of(300n, 300n))).toEqual(['int64', 'int64']);
    expect(types(Float64Array.of(1, 0.5))).toEqual(['float16', 'float64']);
    expect(types(Float64Array.of(70_000, 0.5))).toEqual(['float32', 'float64']);
    expect(types(Float64Array.of(1e40, 0.5))).toEqual(['float64', 'float64']);
  });

  it('keeps every finite value that a narrow type has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff }), (bits) => {
        for (const dtype of ['float16', 'bfloat16'] as const) {
          const code = dtype === 'float16' ? 'F16' : 'BF16';
          const data = [bits & 0xff, bits >> 8];
          const file = safetensorsOf(`{"w":${tensor(code, '[1]', 0, 2)}}`, data);
          if (/NaN|infinite/.test(rejection(file))) return;
          const { values } = parseSafetensors('m', file);
          const written = encodeSafetensors(sumTensors([{ name: 'w', shape: [1], dtype }], values));
          expect([...written.slice(-2)]).toEqual(data);
        }
      }),
      { numRuns: 500 },
    );
  });
});
