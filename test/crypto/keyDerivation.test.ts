import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deriveKey } from '../../src/crypto/keyDerivation.ts';
import { Secret, SecretWipedError } from '../../src/crypto/secret.ts';
import { tupleHash } from '../../src/crypto/tupleHash.ts';

/** RFC 5869, appendices A.1 to A.3: the ones for SHA-256. */
const RFC5869 = [
  {
    input: '0b'.repeat(22),
    salt: '000102030405060708090a0b0c',
    info: 'f0f1f2f3f4f5f6f7f8f9',
    output: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  },
  {
    input: bytesToHex(Uint8Array.from({ length: 80 }, (_, i) => i)),
    salt: bytesToHex(Uint8Array.from({ length: 80 }, (_, i) => 0x60 + i)),
    info: bytesToHex(Uint8Array.from({ length: 80 }, (_, i) => 0xb0 + i)),
    output:
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c' +
      '59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71' +
      'cc30c58179ec3e87c14c01d5c1f3434f1d87',
  },
  {
    input: '0b'.repeat(22),
    salt: '',
    info: '',
    output: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  },
];

const input = (): Secret => Secret.of(new Uint8Array(32).fill(1));
const salt = new Uint8Array(32).fill(2);
const derive = (...args: Parameters<typeof deriveKey>): string =>
  bytesToHex(deriveKey(...args).expose());

describe('HKDF-SHA-256', () => {
  it.each(RFC5869)('gives RFC 5869’s output for input $input', (vector) => {
    const [key, vectorSalt, info] = [vector.input, vector.salt, vector.info].map((hex) =>
      hexToBytes(hex),
    );
    const output = hkdf(sha256, key!, vectorSalt, info, vector.output.length / 2);
    expect(bytesToHex(output)).toBe(vector.output);
  });
});

describe('deriveKey', () => {
  it('is HKDF as node:crypto has it, with a tuple hash as info', () => {
    const bytes = fc.uint8Array({ maxLength: 100 });
    const length = fc.oneof(
      { arbitrary: fc.integer({ min: 1, max: 200 }), weight: 9 },
      fc.constant(8160),
    );
    fc.assert(
      fc.property(bytes, bytes, fc.string(), bytes, length, (key, anySalt, domain, field, size) => {
        const info = tupleHash(domain, field, 'x', 7);
        const expected = new Uint8Array(hkdfSync('sha256', key, anySalt, info, size));
        const derived = deriveKey(Secret.of(key), anySalt, domain, [field, 'x', 7], size);
        expect(derived.expose()).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('gives another key for another input, salt, domain or field', () => {
    const keys = [
      derive(input(), salt, 'd', ['a', 1], 32),
      derive(Secret.of(new Uint8Array(32).fill(3)), salt, 'd', ['a', 1], 32),
      derive(input(), salt.slice(1), 'd', ['a', 1], 32),
      derive(input(), salt, 'e', ['a', 1], 32),
      derive(input(), salt, 'd', ['a', 2], 32),
      derive(input(), salt, 'd', ['a'], 32),
      derive(input(), salt, 'd', ['', 'a', 1], 32),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('leaves its input as it was', () => {
    const secret = input();
    deriveKey(secret, salt, 'd', [], 32);
    expect(secret.expose()).toEqual(new Uint8Array(32).fill(1));
  });

  it('refuses lengths that HKDF does not have', () => {
    for (const length of [0, -1, 1.5, NaN, 8161]) {
      expect(() => deriveKey(input(), salt, 'd', [], length)).toThrow(RangeError);
    }
  });

  it('needs an input that is not wiped', () => {
    const secret = input();
    secret.wipe();
    expect(() => deriveKey(secret, salt, 'd', [], 32)).toThrow(SecretWipedError);
  });
});
