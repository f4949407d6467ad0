/**
 * Ed25519 keys and signatures about which implementations differ: small-order, mixed-order and badly encoded keys,
 * torsion in R, badly encoded R, s that is not reduced. Every signature solves the verification equation up to what its
 * name says is wrong with it.
 */
import { ed25519, ED25519_TORSION_SUBGROUP } from '@noble/curves/ed25519.js';
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { tupleHash, tupleHashXof } from '../../src/crypto/tupleHash.ts';
import type { SignatureCase } from './signatureVerdicts.ts';

const { Point } = ed25519;
const L = Point.Fn.ORDER;
const p = Point.Fp.ORDER;
const DOMAIN = 'veilsum-1/test-vectors/ed25519';

/** Points of order 1, 2, 4 and 8. */
const TORSION = new Map(
  ([1, 2, 4, 8] as const).map((order) => {
    const points = ED25519_TORSION_SUBGROUP.map((hex) => Point.fromHex(hex));
    const multiple = (point: (typeof points)[number]): number => {
      let [sum, count] = [point, 1];
      while (!sum.is0()) [sum, count] = [sum.add(point), count + 1];
      return count;
    };
    return [order, points.find((point) => multiple(point) === order)!];
  }),
);

/** The encoding of y, which may be p or more, with a chosen sign bit. */
function encoding(y: bigint, sign: 0 | 1): Uint8Array {
  return numberToBytesLE(y | (BigInt(sign) << 255n), 32);
}

interface Parts {
  readonly key: Uint8Array;
  /** The discrete logarithm of the key's large-order part. */
  readonly a: bigint;
  readonly r: Uint8Array;
  /** The discrete logarithm of R's large-order part. */
  readonly nonce: bigint;
  /** Asks for a message with this challenge mod 8. */
  readonly challengeMod8?: bigint;
}

/** A signature that solves the equation up to torsion, over the first message whose challenge is as asked. */
function forge(name: string, { key, a, r, nonce, challengeMod8 }: Parts): SignatureCase {
  for (let attempt = 0; ; attempt++) {
    const message = tupleHash(DOMAIN, 'message', name, attempt);
    const k = bytesToNumberLE(sha512(concatBytes(r, key, message))) % L;
    if (challengeMod8 !== undefined && k % 8n !== challengeMod8) continue;
    const signature = concatBytes(r, numberToBytesLE((nonce + k * a) % L, 32));
    return { name, publicKey: key, message, signature };
  }
}

const seed = tupleHash(DOMAIN, 'seed');
const honest = ed25519.utils.getExtendedPublicKey(seed);
const A = honest.pointBytes;
const a = honest.scalar;
const nonce = bytesToNumberLE(tupleHashXof(DOMAIN, 64, 'nonce')) % L;
const R = Point.BASE.multiply(nonce);

function honestCases(): SignatureCase[] {
  const message = tupleHash(DOMAIN, 'message');
  const signature = ed25519.sign(message, seed);
  const s = bytesToNumberLE(signature.subarray(32));
  const withS = (value: bigint): Uint8Array =>
    concatBytes(signature.subarray(0, 32), numberToBytesLE(value, 32));
  const flipped = (bit: number): Uint8Array =>
    signature.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
  const signed = (name: string, text: Uint8Array): SignatureCase => ({
    name,
    publicKey: A,
    message: text,
    signature: ed25519.sign(text, seed),
  });
  const altered = (name: string, bytes: Uint8Array): SignatureCase => ({
    name,
    publicKey: A,
    message,
    signature: bytes,
  });
  return [
    signed('valid', message),
    signed('valid, empty message', new Uint8Array(0)),
    signed('valid, long message', tupleHashXof(DOMAIN, 1000, 'long message')),
    { ...signed('signature of another message', message), message: tupleHash(DOMAIN, 'other') },
    {
      ...signed('signature under another key', message),
      publicKey: ed25519.getPublicKey(tupleHash(DOMAIN, 'other seed')),
    },
    altered('first bit of R flipped', flipped(0)),
    altered('first bit of s flipped', flipped(256)),
    altered('s + L', withS(s + L)),
    altered('s + 8L', withS(s + 8n * L)),
    altered('s = L', withS(L)),
    altered('all zeros', new Uint8Array(64)),
    altered('all ones', new Uint8Array(64).fill(0xff)),
  ];
}

/** A good key, and an R that only some verifiers take. */
function oddNonceCases(): SignatureCase[] {
  const torsion = [2, 4, 8].flatMap((order) => {
    const point = TORSION.get(order as 2)!;
    return [
      forge(`R with a component of order ${order}`, {
        key: A,
        a,
        r: R.add(point).toBytes(),
        nonce,
      }),
      forge(`R of order ${order}`, { key: A, a, r: point.toBytes(), nonce: 0n }),
    ];
  });
  const encodings: [string, Uint8Array][] = [
    ['R is the identity', encoding(1n, 0)],
    ['R is the identity as y = p + 1', encoding(p + 1n, 0)],
    ['R is the identity with a sign', encoding(1n, 1)],
    ['R is the identity as y = p + 1 with a sign', encoding(p + 1n, 1)],
    ['R of order 2 with a sign', encoding(p - 1n, 1)],
    ['R of order 4 as y = p', encoding(p, 0)],
    ['R not on the curve', encoding(2n, 0)],
  ];
  return [...torsion, ...encodings.map(([name, r]) => forge(name, { key: A, a, r, nonce: 0n }))];
}

/** Keys that hold nobody to account. Where the challenge is 0 mod 8, even the cofactorless equation holds. */
function oddKeyCases(): SignatureCase[] {
  const r = R.toBytes();
  const smallOrder: [string, Uint8Array][] = [
    ...ED25519_TORSION_SUBGROUP.map((hex): [string, Uint8Array] => [hex, hexToBytes(hex)]),
    ['the identity with a sign', encoding(1n, 1)],
    ['order 2 with a sign', encoding(p - 1n, 1)],
    ['order 4 as y = p', encoding(p, 0)],
    ['order 4 as y = p with a sign', encoding(p, 1)],
    ['the identity as y = p + 1', encoding(p + 1n, 0)],
    ['the identity as y = p + 1 with a sign', encoding(p + 1n, 1)],
  ];
  const mixed = [2, 4, 8].flatMap((order) => {
    const key = honest.point.add(TORSION.get(order as 2)!).toBytes();
    return [0n, 1n].map((challengeMod8) =>
      forge(`mixed key, component of order ${order}, challenge ${challengeMod8} mod 8`, {
        key,
        a,
        r,
        nonce,
        challengeMod8,
      }),
    );
  });
  return [
    ...smallOrder.flatMap(([name, key]) =>
      [0n, 1n].map((challengeMod8) =>
        forge(`small-order key, ${name}, challenge ${challengeMod8} mod 8`, {
          key,
          a: 0n,
          r,
          nonce,
          challengeMod8,
        }),
      ),
    ),
    ...mixed,
    forge('key of mixed order as y = p + 3', { key: encoding(p + 3n, 0), a, r, nonce }),
    forge('key not on the curve', { key: encoding(2n, 0), a, r, nonce }),
    forge('key of all ones', { key: new Uint8Array(32).fill(0xff), a, r, nonce }),
  ];
}

/** All cases, always the same ones in the same order. */
export function ed25519EdgeCases(): SignatureCase[] {
  return [...honestCases(), ...oddNonceCases(), ...oddKeyCases()];
}
