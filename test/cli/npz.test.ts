import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeNpy, InputFileError, readVectorFile } from '../../src/cli/vectors/index.ts';
import { encodeNpz, parseNpz } from '../../src/cli/vectors/npz.ts';
import { writeZip } from '../../src/cli/vectors/zipWrite.ts';
import { sumTensors } from '../../src/cli/vectors/sumTensors.ts';
import { tensorsOf, numpy } from '../support/tensorFiles.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'veilsum-npz-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const ARRAY = encodeNpy(Float64Array.of(1, 2));
const rejection = (bytes: Uint8Array): string => {
  try {
    parseNpz('m.npz', bytes);
  } catch (error) {
    if (error instanceof InputFileError) return error.message;
    throw error;
  }
  return 'read';
};

/** A file with some of its bytes changed; offsets from the end are negative. */
function changed(bytes: Uint8Array, at: number, ...to: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(to, at < 0 ? copy.length + at : at);
  return copy;
}

/** A file of one deflated entry. */
function deflated(content: Uint8Array, declared = content.length, more = 0): Uint8Array {
  const packed = Buffer.concat([deflateRawSync(content), Buffer.alloc(more)]);
  const stored = writeZip([['w.npy', content]]);
  const head = 30 + 5;
  const local = stored.slice(0, head);
  const rest = stored.slice(head + content.length);
  const view = new DataView(rest.buffer);
  for (const [part, method, size] of [
    [new DataView(local.buffer), 8, 18],
    [view, 10, 20],
  ] as const) {
    part.setUint16(method, 8, true);
    part.setUint32(size, packed.length, true);
    part.setUint32(size + 4, declared, true);
  }
  view.setUint32(rest.length - 6, head + packed.length, true);
  return new Uint8Array(Buffer.concat([local, packed, rest]));
}

describe('files from NumPy', () => {
  it('are read, stored and compressed, with names, shapes and dtypes', async () => {
    numpy(
      folder,
      `arrays = {'w': np.arange(6, dtype='f4').reshape(2, 3) / 4, 'b': np.float16(0.1), 'layer/0.n': np.array([3, -4], dtype='i8'),
  'ü': np.array([7], dtype='u1'), 'none': np.zeros((0, 3))}
np.savez('stored.npz', **arrays)
np.savez_compressed('packed.npz', **arrays)
np.savez('object.npz', w=np.array([{}], dtype=object))
np.savez('text.npz', w=np.array(['a']))
np.savez('fortran.npz', w=np.asfortranarray(np.ones((2, 3))))
np.savez('nan.npz', w=np.ones(2), v=np.array([[1, np.nan]]))
np.savez('same.npz', np.ones(2), np.zeros(1))`,
    );
    const read = await readVectorFile(at('stored.npz'));
    expect(await readVectorFile(at('packed.npz'))).toEqual(read);
    expect(read.layout).toEqual([
      { name: 'b', shape: [], dtype: 'float16' },
      { name: 'layer/0.n', shape: [2], dtype: 'int64' },
      { name: 'none', shape: [0, 3], dtype: 'float64' },
      { name: 'w', shape: [2, 3], dtype: 'float32' },
      { name: 'ü', shape: [1], dtype: 'uint8' },
    ]);
    expect([...read.values]).toEqual([0.0999755859375, 3, -4, 0, 0.25, 0.5, 0.75, 1, 1.25, 7]);
    expect((await readVectorFile(at('same.npz'))).layout?.map(({ name }) => name)).toEqual([
      'arr_0',
      'arr_1',
    ]);
    for (const [name, message] of [
      ['object', /array "w" holds Python objects/],
      ['text', /dtype "<U1"/],
      ['fortran', /array "w" is in Fortran order/],
      ['nan', /array "v" the value at index \(0, 1\) is NaN/],
    ] as const) {
      await expect(readVectorFile(at(`${name}.npz`))).rejects.toThrow(message);
    }
  });

  it('are what numpy.load reads of those written here, without pickles', () => {
    const layout = [
      { name: 'b', shape: [2], dtype: 'float16' },
      { name: 'k', shape: [], dtype: 'bfloat16' },
      { name: 'none', shape: [0], dtype: 'float32' },
      { name: 'w/ü', shape: [2, 2], dtype: 'float32' },
    ] as const;
    writeFileSync(at('mine.npz'), encodeNpz(tensorsOf(layout)));
    const told = numpy(
      folder,
      `import json
with np.load('mine.npz', allow_pickle=False) as z:
  print(json.dumps({k: [str(z[k].dtype), z[k].tolist()] for k in z.files}))`,
    );
    expect(JSON.parse(told)).toEqual({
      b: ['float16', [0.5, 1.5]],
      k: ['float32', 2.5],
      none: ['float32', []],
      'w/ü': [
        'float32',
        [
          [3.5, 4.5],
          [5.5, 6.5],
        ],
      ],
    });
  });

  it('round floats as NumPy does', () => {
    const values = Float64Array.from(
      fc.sample(fc.double({ noNaN: true, min: -65_504, max: 65_504 }), { numRuns: 2000, seed: 1 }),
    );
    values.set([
      1 + 2 ** -11,
      1 + 3 * 2 ** -11,
      2 ** -24,
      2 ** -25,
      3 * 2 ** -25,
      -0,
      2047.5,
      65_504,
    ]);
    const shape = [values.length];
    writeFileSync(at('doubles.npy'), encodeNpy(values));
    const bytes = encodeNpz(
      (['float16', 'float32'] as const).flatMap((dtype) =>
        sumTensors([{ name: dtype, shape, dtype }], values),
      ),
    );
    writeFileSync(at('rounded.npz'), bytes);
    const told = numpy(
      folder,
      `x = np.load('doubles.npy')
z = np.load('rounded.npz', allow_pickle=False)
print(all(np.array_equal(x.astype(t).view('u1'), z[t].view('u1')) for t in ('float16', 'float32')))`,
    );
    expect(told.trim()).toBe('True');
  });
});

describe('hostile .npz files', () => {
  const good = writeZip([
    ['a.npy', ARRAY],
    ['b.npy', ARRAY],
  ]);
  const central = good.length - 22 - 2 * (46 + 5);
  const second = central + 46 + 5;

  it('starts from files that are read', () => {
    expect(rejection(good)).toBe('read');
    expect(rejection(deflated(ARRAY))).toBe('read');
  });

  it.each<[string, () => Uint8Array, RegExp]>([
    ['nothing', () => new Uint8Array(), /truncated/],
    ['a truncated file', () => good.slice(0, -1), /truncated/],
    ['something behind it', () => Buffer.concat([good, Buffer.of(0)]), /truncated/],
    ['something in front of it', () => Buffer.concat([Buffer.of(0), good]), /not a sound zip/],
    ['no entries', () => writeZip([]), /holds no arrays/],
    ['an entry that is no array', () => writeZip([['a.txt', ARRAY]]), /is no array/],
    ['no name', () => writeZip([['.npy', ARRAY]]), /without a name/],
    ['a path out of the folder', () => writeZip([['../a.npy', ARRAY]]), /path out of its folder/],
    ['an absolute path', () => writeZip([['/a.npy', ARRAY]]), /path out of its folder/],
    ['a drive', () => writeZip([['c:\\a.npy', ARRAY]]), /path out of its folder/],
    ['a line break', () => writeZip([['a\n.npy', ARRAY]]), /control character/],
    [
      'one name twice',
      () =>
        writeZip([
          ['a.npy', ARRAY],
          ['a.npy', ARRAY],
        ]),
      /two entries/,
    ],
    ['a long name', () => writeZip([[`${'a'.repeat(201)}.npy`, ARRAY]]), /its tensors/],
    ['a pickle', () => writeZip([['a.npy', Buffer.from('\x80\x04]\x94.')]]), /too short/],
    ['an encrypted entry', () => changed(good, central + 8, 1, 8), /encrypted/],
    ['another way of packing', () => changed(good, central + 10, 12), /packed in another way/],
    ['an unknown flag', () => changed(good, central + 8, 0x10, 8), /not a sound zip/],
    ['a zip64 size', () => changed(good, central + 24, 255, 255, 255, 255), /zip64/],
    ['a zip64 directory', () => changed(good, -6, 255, 255, 255, 255), /zip64/],
    ['a second disk', () => changed(good, -18, 1), /not a sound zip/],
    ['another number of entries', () => changed(good, -14, 1, 0, 1, 0), /not a sound zip/],
    ['another size of stored content', () => changed(good, central + 24, 1, 0), /not a sound zip/],
    [
      'an entry beyond the directory',
      () => changed(good, central + 42, 0xff, 0xff),
      /not a sound zip/,
    ],
    [
      'two entries of the same bytes',
      () => changed(good, second + 42, 0, 0, 0, 0),
      /not a sound zip/,
    ],
    ['entries that overlap', () => overlapping(), /overlap/],
    ['another name in front of the content', () => changed(good, 30, 0x63), /not a sound zip/],
    ['a wrong checksum', () => changed(good, central + 16, 1, 2, 3, 4), /damaged/],
    ['changed content', () => changed(good, 30 + 5 + 20, 7), /damaged/],
    ['data that unpack to more', () => deflated(ARRAY, ARRAY.length - 1), /damaged/],
    ['data that unpack to less', () => deflated(ARRAY, ARRAY.length + 1), /damaged/],
    ['something behind the packed data', () => deflated(ARRAY, ARRAY.length, 9), /damaged/],
    [
      'a bomb that declares its size',
      () => deflated(new Uint8Array(10), 2 ** 28 + 1),
      /unpacks to/,
    ],
  ])('%s is rejected', (_, make, message) => {
    expect(rejection(make())).toMatch(message);
  });

  it('a bomb that declares another size takes no memory', () => {
    const bomb = deflated(new Uint8Array(2 ** 26), 100);
    const before = process.memoryUsage().arrayBuffers;
    expect(rejection(bomb)).toMatch(/damaged/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 22);
  });

  it('too many entries are rejected by their number', () => {
    const many = writeZip(Array.from({ length: 4097 }, (_, i) => [`${i}.npy`, ARRAY] as const));
    expect(rejection(many)).toMatch(/4097 entries/);
  });

  it('any changed byte gives a file that is read, or a sentence', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: good.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (i, mask, packed) => {
          const bytes = packed ? deflated(ARRAY) : good;
          const at = i % bytes.length;
          expect(rejection(changed(bytes, at, bytes[at]! ^ mask))).toMatch(/^read$|: .*[.?]$/);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** Two entries, the second of which is stored within the content of the first. */
function overlapping(): Uint8Array {
  const inner = writeZip([['b.npy', ARRAY]]).slice(0, 30 + 5 + ARRAY.length);
  const whole = writeZip([
    ['a.npy', inner],
    ['b.npy', ARRAY],
  ]);
  const central = whole.length - 22 - 2 * (46 + 5);
  return changed(whole, central + 46 + 5 + 42, 30 + 5, 0, 0, 0);
}
