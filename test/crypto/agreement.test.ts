import { ristretto255 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AGREEMENT_KEY_BYTES,
  agree,
  agreementPublicKey,
  generateAgreementKey,
  isAgreementKey,
} from '../../src/crypto/agreement.ts';
import { scalarFromBytes, scalarToBytes } from '../../src/crypto/scalar.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { Secret, SecretWipedError } from '../../src/crypto/secret.ts';
import { combineShares, lagrangeWeights, splitSecret } from '../../src/crypto/shamir.ts';
import { createKernel } from '../../src/kernel/index.ts';
import { SCALAR_ORDER } from '../../src/kernel/kernel.ts';
import { randomSeed, scalar } from './arbitraries.ts';
import { readVectors } from './vectorFile.ts';

interface Rfc9496 {
  readonly multiplesOfTheGenerator: string[];
  readonly invalidEncodings: Record<string, string[]>;
}

const { multiplesOfTheGenerator, invalidEncodings } = readVectors('rfc9496.json') as Rfc9496;
const kernel = await createKernel({ threads: 1 });
const secretOf = (scalar: bigint): Secret => Secret.of(scalarToBytes(scalar));
const nonZero = scalar.filter((x) => x !== 0n);

describe('RFC 9496', () => {
  it('A.1: multiples of the generator', () => {
    multiplesOfTheGenerator.forEach((encoding, multiple) => {
      if (multiple === 0) return;
      expect(bytesToHex(agreementPublicKey(kernel, secretOf(BigInt(multiple))))).toBe(encoding);
      expect(isAgreementKey(kernel, hexToBytes(encoding))).toBe(true);
    });
  });

  it('A.1: products of small scalars', () => {
    for (const [a, b] of [
      [1, 15],
      [3, 5],
      [7, 2],
    ] as const) {
      const peer = hexToBytes(multiplesOfTheGenerator[b]!);
      const shared = agree(kernel, secretOf(BigInt(a)), peer);
      expect(bytesToHex(shared.expose())).toBe(multiplesOfTheGenerator[a * b]);
    }
  });

  for (const [reason, encodings] of Object.entries(invalidEncodings)) {
    it.each(encodings)(`A.2: ${reason}: %s`, (encoding) => {
      expect(isAgreementKey(kernel, hexToBytes(encoding))).toBe(false);
      expect(() => agree(kernel, secretOf(5n), hexToBytes(encoding))).toThrow(RangeError);
    });
  }
});

describe('agreement', () => {
  it('gives both ends the same point', () => {
    fc.assert(
      fc.property(nonZero, nonZero, (a, b) => {
        const [ofA, ofB] = [secretOf(a), secretOf(b)];
        const shared = agree(kernel, ofA, agreementPublicKey(kernel, ofB)).expose();
        expect(shared).toEqual(agree(kernel, ofB, agreementPublicKey(kernel, ofA)).expose());
        expect(shared).toHaveLength(32);
        expect(isAgreementKey(kernel, shared)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('is multiplication in the group of order L', () => {
    const { BASE, Fn } = ristretto255.Point;
    fc.assert(
      fc.property(nonZero, nonZero, (a, b) => {
        const shared = agree(kernel, secretOf(a), agreementPublicKey(kernel, secretOf(b))).expose();
        expect(shared).toEqual(BASE.multiplyUnsafe((a * b) % Fn.ORDER).toBytes());
      }),
      { numRuns: 25 },
    );
  });

  it('takes keys from the whole range of secrets', () => {
    for (const scalar of [1n, 2n, SCALAR_ORDER - 2n, SCALAR_ORDER - 1n]) {
      expect(isAgreementKey(kernel, agreementPublicKey(kernel, secretOf(scalar)))).toBe(true);
    }
  });

  it('makes fresh keys whose secret is a scalar, and recoverable from shares', () => {
    fc.assert(
      fc.property(randomSeed, (seed) => {
        const { publicKey, secret } = generateAgreementKey(kernel, seededRandom(seed));
        const scalar = scalarFromBytes(secret.expose())!;
        expect(scalar).toBeGreaterThan(0n);
        expect(publicKey).toHaveLength(AGREEMENT_KEY_BYTES);
        const shares = splitSecret(scalar, 2, [0, 1, 2], seededRandom(seed));
        const recovered = combineShares([shares[2]!, shares[0]!], lagrangeWeights([2, 0]));
        expect(agreementPublicKey(kernel, secretOf(recovered))).toEqual(publicKey);
      }),
      { numRuns: 15 },
    );
  });

  it('refuses the identity and what is no point', () => {
    const encodings = [
      new Uint8Array(32),
      new Uint8Array(0),
      new Uint8Array(31),
      new Uint8Array(33),
    ];
    for (const bytes of encodings) {
      expect(isAgreementKey(kernel, bytes)).toBe(false);
      expect(() => agree(kernel, secretOf(5n), bytes)).toThrow(/peer key/);
    }
  });

  it('refuses secrets out of range, without printing them', () => {
    const peer = agreementPublicKey(kernel, secretOf(7n));
    const wrong = [
      new Uint8Array(32),
      Uint8Array.from(scalarToBytes(SCALAR_ORDER - 1n), (byte, i) => (i === 0 ? byte + 1 : byte)),
      new Uint8Array(32).fill(0xff),
      new Uint8Array(31).fill(1),
    ];
    for (const bytes of wrong) {
      expect(() => agreementPublicKey(kernel, Secret.of(bytes))).toThrow(
        'an agreement secret must be from 1 to L − 1, as 32 bytes little-endian',
      );
      expect(() => agree(kernel, Secret.of(bytes), peer)).toThrow(RangeError);
    }
  });

  it('ends with the secret', () => {
    const { publicKey, secret } = generateAgreementKey(kernel, seededRandom(Uint8Array.of(1)));
    secret.wipe();
    expect(() => agree(kernel, secret, publicKey)).toThrow(SecretWipedError);
    expect(() => agreementPublicKey(kernel, secret)).toThrow(SecretWipedError);
  });
});
