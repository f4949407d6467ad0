import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { cshake256, tuplehash256, tuplehash256xof } from '@noble/hashes/sha3-addons.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  equalBytes,
  sha256,
  sha256Bulk,
  tupleHash,
  tupleHash64,
  tupleHashEach,
  tupleHashStream,
  tupleHashXof,
  type TupleField,
} from '../../src/crypto/tupleHash.ts';

/** NIST's "TupleHash samples" and "TupleHashXOF samples", the three of each that are for 256 bits. */
const SAMPLES = [
  {
    customization: '',
    tuple: ['000102', '101112131415'],
    fixed:
      'cfb7058caca5e668f81a12a20a2195ce97a925f1dba3e7449a56f82201ec6073' +
      '11ac2696b1ab5ea2352df1423bde7bd4bb78c9aed1a853c78672f9eb23bbe194',
    xof:
      '03ded4610ed6450a1e3f8bc44951d14fbc384ab0efe57b000df6b6df5aae7cd5' +
      '68e77377daf13f37ec75cf5fc598b6841d51dd207c991cd45d210ba60ac52eb9',
  },
  {
    customization: 'My Tuple App',
    tuple: ['000102', '101112131415'],
    fixed:
      '147c2191d5ed7efd98dbd96d7ab5a11692576f5fe2a5065f3e33de6bba9f3aa1' +
      'c4e9a068a289c61c95aab30aee1e410b0b607de3620e24a4e3bf9852a1d4367e',
    xof:
      '6483cb3c9952eb20e830af4785851fc597ee3bf93bb7602c0ef6a65d741aeca7' +
      'e63c3b128981aa05c6d27438c79d2754bb1b7191f125d6620fca12ce658b2442',
  },
  {
    customization: 'My Tuple App',
    tuple: ['000102', '101112131415', '202122232425262728'],
    fixed:
      '45000be63f9b6bfd89f54717670f69a9bc763591a4f05c50d68891a744bcc6e7' +
      'd6d5b5e82c018da999ed35b0bb49c9678e526abd8e85c13ed254021db9e790ce',
    xof:
      '0c59b11464f2336c34663ed51b2b950bec743610856f36c28d1d088d8a244628' +
      '4dd09830a6a178dc752376199fae935d86cfdee5913d4922dfd369b66a53c897',
  },
];

/** encode_string and right_encode of SP 800-185 §2.3, for lengths below 8192 bytes. */
function encodeString(bytes: Uint8Array): Uint8Array {
  const bits = bytes.length * 8;
  const prefix = bits < 256 ? [1, bits] : [2, bits >> 8, bits & 255];
  return concatBytes(Uint8Array.from(prefix), bytes);
}

/** TupleHash256 of 32 bytes from cSHAKE256, as SP 800-185 §5.3.1 writes it. */
function tupleHashFromCshake(domain: string, fields: readonly Uint8Array[]): Uint8Array {
  const rightEncodedLength = Uint8Array.of(1, 0, 2); // 256 bits
  return cshake256(concatBytes(...fields.map(encodeString), rightEncodedLength), {
    dkLen: 32,
    NISTfn: 'TupleHash',
    personalization: utf8ToBytes(domain),
  });
}

describe('TupleHash256 of many tuples of one form', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 });

  it('is that of one tuple after another', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 0, max: 700 }), (fields, count) => {
        const rowBytes = fields.reduce((sum, length) => sum + length, 0);
        fc.pre(rowBytes >= 32);
        const rows = Uint8Array.from({ length: count * rowBytes }, (_, i) => (i * i + count) % 251);
        const each = Array.from({ length: count }, (_, row) => {
          let at = row * rowBytes;
          return tupleHash('rows', ...fields.map((length) => rows.slice(at, (at += length))));
        });
        expect(tupleHashEach('rows', fields, rows)).toEqual(concatBytes(...each));
      }),
      { numRuns: 20 },
    );
  });

  it('refuses other forms, and rows that are not whole', () => {
    const form = (fields: readonly number[], bytes: number) => () =>
      tupleHashEach('rows', fields, new Uint8Array(bytes));
    for (const wrong of [
      form([32, 32], 65),
      form([8, 8], 16),
      form([], 0),
      form(
        Array.from({ length: 9 }, () => 32),
        9 * 32,
      ),
      form([600], 600),
    ]) {
      expect(wrong).toThrow(RangeError);
    }
  });
});

describe('TupleHash256', () => {
  it.each(SAMPLES)('gives NIST’s samples for $tuple under "$customization"', (sample) => {
    const fields = sample.tuple.map((field) => hexToBytes(field));
    expect(bytesToHex(tupleHash64(sample.customization, ...fields))).toBe(sample.fixed);
    expect(bytesToHex(tupleHashXof(sample.customization, 64, ...fields))).toBe(sample.xof);
  });

  it('is cSHAKE256 over encoded strings and the output length', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.uint8Array({ maxLength: 300 })), (domain, fields) => {
        expect(tupleHash(domain, ...fields)).toEqual(tupleHashFromCshake(domain, fields));
      }),
      { numRuns: 50 },
    );
  });

  it('is what noble computes, for fields whose lengths lie around what a block and the buffer hold', () => {
    const lengths = [0, 1, 31, 32, 100, 133, 134, 135, 136, 137, 271, 272, 273];
    const long = [8191, 8192, 16_319, 16_320, 16_321, 32_640];
    for (const length of [...lengths, ...long]) {
      const field = new Uint8Array(length).map((_, i) => (i * 7 + length) & 255);
      for (const fields of [[field], [field, Uint8Array.of(1)], [Uint8Array.of(2), field, field]]) {
        const options = { personalization: utf8ToBytes('d') };
        const output = Math.min(length, 300);
        expect(tupleHash('d', ...fields)).toEqual(tuplehash256(fields, options));
        expect(tupleHashXof('d', output, ...fields)).toEqual(
          tuplehash256xof(fields, { ...options, dkLen: output }),
        );
        expect(tupleHash64('d', ...fields)).toEqual(
          tuplehash256(fields, { ...options, dkLen: 64 }),
        );
      }
    }
  });

  it('takes domains of any length, and more of them than states are kept of', () => {
    for (const length of [0, 120, 121, 122, 135, 136, 137, 20_000]) {
      const domain = 'x'.repeat(length);
      const options = { personalization: utf8ToBytes(domain) };
      for (let again = 0; again < 2; again++) {
        expect(tupleHash(domain, 'y')).toEqual(tuplehash256([utf8ToBytes('y')], options));
      }
    }
    for (let i = 0; i < 300; i++) {
      const options = { personalization: utf8ToBytes(`many ${i}`) };
      expect(tupleHash(`many ${i}`)).toEqual(tuplehash256([], options));
    }
    expect(tupleHash('many 299')).toEqual(
      tuplehash256([], { personalization: utf8ToBytes('many 299') }),
    );
  });

  it('gives streams that don’t disturb each other, or other hashes', () => {
    const cuts = [0, 1, 135, 136, 137, 0, 300, 16_000, 5];
    const streams = ['x', 'y'].map((field) => ({
      field,
      next: tupleHashStream('s', field),
      at: 0,
    }));
    for (const cut of cuts) {
      for (const stream of streams) {
        tupleHash('d', 'in between');
        const all = tupleHashXof('s', stream.at + cut, stream.field);
        expect(stream.next(cut)).toEqual(all.slice(stream.at));
        stream.at += cut;
      }
    }
  });

  it('is not disturbed by a hash that was given up half-way', () => {
    expect(() => tupleHash('d', new Uint8Array(20_000), -1)).toThrow(RangeError);
    expect(() => tupleHash('d', [1, 2] as unknown as Uint8Array)).toThrow(TypeError);
    expect(tupleHash('d', 'x')).toEqual(
      tuplehash256([utf8ToBytes('x')], { personalization: utf8ToBytes('d') }),
    );
  });

  it('reads strings as UTF-8 and numbers as 8 bytes, big-endian', () => {
    const bytes = [
      utf8ToBytes('Σ'),
      hexToBytes('001fffffffffffff'),
      hexToBytes('0000000000000001'),
    ];
    expect(tupleHash('d', 'Σ', Number.MAX_SAFE_INTEGER, 1)).toEqual(tupleHash('d', ...bytes));
  });

  it('keeps fields apart', () => {
    const tuples: TupleField[][] = [
      ['1', '23'],
      ['12', '3'],
      ['123'],
      ['123', ''],
      ['', '123'],
      ['1', '2', '3'],
      ['3', '2', '1'],
      [],
      [''],
      ['', ''],
    ];
    const digests = tuples.map((tuple) => bytesToHex(tupleHash('d', ...tuple)));
    expect(new Set(digests).size).toBe(tuples.length);
  });

  it('has one hash for one tuple only', () => {
    const tuple = fc.array(fc.uint8Array({ maxLength: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(tuple, tuple, (a, b) => {
        const same = JSON.stringify(a.map(bytesToHex)) === JSON.stringify(b.map(bytesToHex));
        expect(equalBytes(tupleHash('d', ...a), tupleHash('d', ...b))).toBe(same);
        expect(equalBytes(tupleHash('d', ...a), tupleHash('e', ...a))).toBe(false);
      }),
    );
  });

  it('refuses what has no encoding', () => {
    for (const number of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
      expect(() => tupleHash('d', number)).toThrow(RangeError);
    }
    for (const text of ['\ud800', 'a\udc00b', '\udc00\ud800']) {
      expect(() => tupleHash('d', text)).toThrow(/surrogate/);
      expect(() => tupleHash(text)).toThrow(/surrogate/);
    }
    expect(tupleHash('d', '😀')).toEqual(tupleHash('d', utf8ToBytes('😀')));
    for (const length of [-1, 1.5, NaN]) {
      expect(() => tupleHashXof('d', length)).toThrow(RangeError);
    }
  });

  it('gives the longer output the shorter one as prefix, and none of it to the fixed-length hash', () => {
    const long = tupleHashXof('d', 200, 'x');
    expect(tupleHashXof('d', 32, 'x')).toEqual(long.slice(0, 32));
    expect(tupleHashXof('d', 0, 'x')).toHaveLength(0);
    expect(tupleHash('d', 'x')).not.toEqual(long.slice(0, 32));
  });
});

/** Runs as where there is no Node. */
async function elsewhere(run: () => unknown): Promise<void> {
  const spy = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
  try {
    await run();
  } finally {
    spy.mockRestore();
  }
}

describe('sha256', () => {
  const lengths = [0, 1, 55, 56, 63, 64, 65, 119, 120, 300, 16_383, 16_384, 16_385, 100_000];
  const inputs = lengths.map((length) =>
    new Uint8Array(length + 3).map((_, i) => i * 31).subarray(3),
  );

  it('is what noble computes, by Node and elsewhere', async () => {
    const check = async (): Promise<void> => {
      for (const bytes of inputs) {
        expect(sha256(bytes)).toEqual(nobleSha256(bytes));
        expect(await sha256Bulk(bytes)).toEqual(nobleSha256(bytes));
      }
    };
    await check();
    await elsewhere(check);
  });

  it('is the same above what Node hashes at once', async () => {
    const bytes = new Uint8Array(2 ** 24);
    expect(await sha256Bulk(bytes)).toEqual(sha256(bytes));
    expect(await sha256Bulk(bytes.subarray(1))).toEqual(sha256(bytes.subarray(1)));
  });

  it('is a plain array of its own', () => {
    const digest = sha256(inputs[0]!);
    expect(digest.constructor).toBe(Uint8Array);
    expect(digest.buffer.byteLength).toBe(32);
  });
});

describe('equalBytes', () => {
  it('compares all of both', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, flip) => {
          expect(equalBytes(bytes, bytes.slice())).toBe(true);
          expect(equalBytes(bytes, bytes.slice(1))).toBe(false);
          expect(equalBytes(bytes, Uint8Array.of(...bytes, 0))).toBe(false);
          const changed = bytes.slice();
          changed[at % changed.length]! ^= flip;
          expect(equalBytes(bytes, changed)).toBe(false);
        },
      ),
    );
    expect(equalBytes(new Uint8Array(0), new Uint8Array(0))).toBe(true);
  });

  it('compares long strings as short ones, by Node and elsewhere', async () => {
    const check = (): void => {
      for (const length of [511, 512, 513, 5000]) {
        const bytes = new Uint8Array(length).map((_, i) => i);
        expect(equalBytes(bytes, bytes.slice())).toBe(true);
        expect(equalBytes(bytes, bytes.slice(1))).toBe(false);
        for (const at of [0, 255, length - 1]) {
          const changed = bytes.slice();
          changed[at]! ^= 128;
          expect(equalBytes(bytes, changed)).toBe(false);
        }
      }
    };
    check();
    await elsewhere(check);
  });
});
