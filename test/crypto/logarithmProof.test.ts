import { concatBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementPublicKey, GENERATOR } from '../../src/crypto/agreement.ts';
import {
  type LogarithmClaim,
  proveLogarithm,
  provesLogarithm,
} from '../../src/crypto/logarithmProof.ts';
import { scalarFromBytes, scalarReduce, scalarToBytes } from '../../src/crypto/scalar.ts';
import { Secret } from '../../src/crypto/secret.ts';
import { kernel, seedOf } from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';
import { scalar } from './arbitraries.ts';

const secretOf = (x: bigint): Secret => Secret.of(scalarToBytes(x));
const times = (x: bigint, base: Uint8Array): Uint8Array =>
  kernel.multiplyRistretto(base, scalarToBytes(x))!;
const OTHER_BASE = agreementPublicKey(kernel, secretOf(77n));

/** That x is the logarithm of x·G, and of x times another base. */
function claimOf(x: bigint): LogarithmClaim {
  return {
    domain: 'veilsum-1/example',
    fields: [seedOf('session'), 3, 5],
    bases: [GENERATOR, OTHER_BASE],
    products: [times(x, GENERATOR), times(x, OTHER_BASE)],
  };
}

describe('a proof of equal logarithms', () => {
  it('holds, of one pair or two, and is the same each time', async () => {
    await fc.assert(
      fc.asyncProperty(scalar, async (x) => {
        const two = claimOf(x);
        const one = { ...two, bases: [GENERATOR], products: two.products.slice(0, 1) };
        for (const claim of [one, two]) {
          const proof = proveLogarithm(kernel, secretOf(x), claim);
          expect(await provesLogarithm(kernel, claim, proof)).toBe(true);
          expect(proveLogarithm(kernel, secretOf(x), claim)).toEqual(proof);
        }
      }),
      { numRuns: 20 },
    );
  });

  const x = 123456789n;
  const claim = claimOf(x);
  const proof = proveLogarithm(kernel, secretOf(x), claim);
  const changes: readonly [string, Partial<LogarithmClaim>][] = [
    ['the domain', { domain: 'veilsum-1/another' }],
    ['the session', { fields: [seedOf('another'), 3, 5] }],
    ['who proves', { fields: [seedOf('session'), 4, 5] }],
    ['about whom', { fields: [seedOf('session'), 3, 6] }],
    ['the first base', { bases: [OTHER_BASE, OTHER_BASE] }],
    ['the second base', { bases: [GENERATOR, GENERATOR] }],
    ['the first product', { products: [times(x + 1n, GENERATOR), claim.products[1]!] }],
    ['the second product', { products: [claim.products[0]!, times(x + 1n, OTHER_BASE)] }],
    [
      'a pair too many',
      { bases: [...claim.bases, GENERATOR], products: [...claim.products, claim.products[0]!] },
    ],
  ];

  it.each(changes)('is bound to %s, and has another nonce for it', async (_, change) => {
    const other = { ...claim, ...change };
    expect(await provesLogarithm(kernel, other, proof)).toBe(false);
    // z − e·x is the nonce.
    const nonceOf = (bytes: Uint8Array): bigint =>
      scalarReduce(scalarFromBytes(bytes.slice(32))! - scalarFromBytes(bytes.slice(0, 32))! * x);
    expect(nonceOf(proveLogarithm(kernel, secretOf(x), other))).not.toBe(nonceOf(proof));
  });

  it('fails with any bit flipped, in another encoding, or of another length', async () => {
    for (let bit = 0; bit < 512; bit += 5) {
      const bent = proof.slice();
      bent[bit >> 3]! ^= 1 << (bit & 7);
      expect(await provesLogarithm(kernel, claim, bent)).toBe(false);
    }
    const all = new Uint8Array(32).fill(255);
    for (const wrong of [
      concatBytes(all, proof.slice(32)),
      concatBytes(proof.slice(0, 32), all),
      proof.slice(1),
      concatBytes(proof, Uint8Array.of(0)),
      new Uint8Array(0),
    ]) {
      expect(await provesLogarithm(kernel, claim, wrong)).toBe(false);
    }
  });

  it('fails where an element is no canonical encoding', async () => {
    for (const change of [
      { bases: [GENERATOR, flipped(OTHER_BASE, 0)] },
      { products: [all32(255), claim.products[1]!] },
      { products: [new Uint8Array(31), claim.products[1]!] },
    ]) {
      expect(await provesLogarithm(kernel, { ...claim, ...change }, proof)).toBe(false);
    }
  });

  it('cannot be made for products of different secrets', async () => {
    const mixed = { ...claim, products: [claim.products[0]!, times(x + 1n, OTHER_BASE)] };
    for (const secret of [x, x + 1n]) {
      const forged = proveLogarithm(kernel, secretOf(secret), mixed);
      expect(await provesLogarithm(kernel, mixed, forged)).toBe(false);
    }
  });
});

function all32(byte: number): Uint8Array {
  return new Uint8Array(32).fill(byte);
}
