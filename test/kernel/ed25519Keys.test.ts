import { ed25519, ED25519_TORSION_SUBGROUP } from '@noble/curves/ed25519.js';
import { concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdentityKey, InvalidKeyError } from '../../src/crypto/signing.ts';
import { createKernel } from '../../src/kernel/index.ts';
import { ed25519EdgeCases } from '../crypto/ed25519EdgeCases.ts';
import { judgeKey } from '../crypto/signatureVerdicts.ts';
import { referenceKernel } from '../oracle/referenceKernel.ts';
import { integers } from './samples.ts';

const kernel = await createKernel({ threads: 1 });
const oracle = referenceKernel();
const { Point } = ed25519;
const torsion = ED25519_TORSION_SUBGROUP.map((hex) => Point.fromBytes(hexToBytes(hex), true));

const point = fc
  .bigInt({ min: 1n, max: Point.Fn.ORDER - 1n })
  .map((k) => Point.BASE.multiplyUnsafe(k));

describe('areEd25519Keys', () => {
  it.each(ed25519EdgeCases().map(({ name, publicKey }) => [name, publicKey] as const))(
    'judges as IdentityKey.parse: %s',
    (_, publicKey) => {
      expect(kernel.areEd25519Keys(publicKey)).toBe(judgeKey(publicKey) === 'valid');
    },
  );

  it('takes points of the prime subgroup, and none that torsion was added to', () => {
    fc.assert(
      fc.property(point, fc.constantFrom(...torsion), (base, small) => {
        expect(kernel.areEd25519Keys(base.toBytes())).toBe(true);
        expect(kernel.areEd25519Keys(base.add(small).toBytes())).toBe(small.is0());
        expect(kernel.areEd25519Keys(small.toBytes())).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('gives noble’s verdict on any 32 bytes and on numbers near 0, p and 2^255 with either sign', () => {
    const p = Point.Fp.ORDER;
    const near = Array.from({ length: 81 }, (_, i) => BigInt(i - 40));
    const numbers = [0n, p, (p - 1n) / 2n, 2n ** 255n, 2n ** 255n + p]
      .flatMap((centre) => near.map((offset) => centre + offset))
      .filter((x) => x >= 0n && x < 2n ** 256n);
    const verdicts = numbers.map((x) => kernel.areEd25519Keys(integers([x])));
    expect(verdicts).toEqual(numbers.map((x) => oracle.areEd25519Keys(integers([x]))));
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        expect(kernel.areEd25519Keys(bytes)).toBe(oracle.areEd25519Keys(bytes));
      }),
      { numRuns: 60 },
    );
  });
});

describe('IdentityKey.parseAll', () => {
  const good = [1n, 2n, 3n].map((k) => Point.BASE.multiplyUnsafe(k).toBytes());

  it('parses what `parse` parses', () => {
    expect(IdentityKey.parseAll(kernel, good).map((key) => key.bytes)).toEqual(good);
    expect(IdentityKey.parseAll(kernel, [])).toEqual([]);
  });

  it('names the fault of the first key that has one', () => {
    const mixed = Point.BASE.add(torsion.find((small) => !small.is0())!).toBytes();
    const reason = (keys: Uint8Array[]): unknown => {
      try {
        return IdentityKey.parseAll(kernel, keys);
      } catch (error) {
        return error instanceof InvalidKeyError ? error.reason : error;
      }
    };
    expect(reason([...good, mixed])).toBe('mixed-order');
    expect(reason([good[0]!, new Uint8Array(31), mixed])).toBe('length');
    // Together they would have the right number of bytes.
    expect(reason([concatBytes(good[0]!, Uint8Array.of(0)), good[1]!.slice(1)])).toBe('length');
  });
});
