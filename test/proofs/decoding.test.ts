import { bn254 } from '@noble/curves/bn254.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { integerBytes } from '../../src/proofs/groth16/bigEndian.ts';
import { COORDINATE_ORDER, twistPoint } from '../../src/proofs/groth16/bn254.ts';
import { verifyBatch } from '../../src/proofs/groth16/batch.ts';
import type { PairingEngine } from '../../src/proofs/groth16/pairing.ts';
import { portablePairing } from '../../src/proofs/groth16/portablePairing.ts';
import { decodeProof, encodeProof } from '../../src/proofs/groth16/proof.ts';
import {
  parseVerificationKey,
  type VerificationKey,
  verificationKeyDigest,
} from '../../src/proofs/groth16/verificationKey.ts';
import { wasmPairing } from '../../src/proofs/groth16/wasmPairing.ts';
import { outsideOfSubgroup } from './outsideOfSubgroup.ts';
import { keyJson, trapdoorKey, twistMultiple } from './trapdoor.ts';

const random = seededRandom(new Uint8Array([2]));
const { key, simulate } = trapdoorKey(4, random);
const signals = [1n, 2n, 3n, 4n];
const honest = simulate(signals);
const bytes = encodeProof(honest);
let engines: readonly PairingEngine[];

beforeAll(async () => {
  engines = [portablePairing, (await wasmPairing())!];
});

/** The proof with one of its eight coordinates changed. */
function withCoordinate(index: number, change: (value: bigint) => bigint): Uint8Array {
  const { a, b, c } = honest;
  const values = [a.x, a.y, ...b.x, ...b.y, c.x, c.y];
  return integerBytes(values.map((value, i) => (i === index ? change(value) : value)));
}

describe('proof bytes', () => {
  it('come back as they were written', () => {
    expect(decodeProof(bytes)).toEqual(honest);
  });

  it('of another length are refused', () => {
    for (const length of [0, 255]) expect(decodeProof(bytes.subarray(0, length))).toBeUndefined();
    expect(decodeProof(new Uint8Array([...bytes, 0]))).toBeUndefined();
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('with coordinate %i not reduced are refused', (index) => {
    const unreduced = withCoordinate(index, (value) => value + COORDINATE_ORDER);
    expect(decodeProof(unreduced)).toBeUndefined();
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('with coordinate %i off the curve are refused', (index) => {
    expect(decodeProof(withCoordinate(index, (value) => value ^ 1n))).toBeUndefined();
  });

  it('with a point at infinity are refused', () => {
    for (const [start, end] of [
      [0, 64],
      [64, 192],
      [192, 256],
    ] as const) {
      expect(decodeProof(bytes.slice().fill(0, start, end))).toBeUndefined();
    }
  });

  it('with B outside of the subgroup decode, and are refused by both engines', async () => {
    const stray = outsideOfSubgroup();
    expect(twistPoint(stray.x, stray.y)).toEqual(stray);
    const proof = decodeProof(encodeProof({ ...honest, b: stray }))!;
    for (const engine of engines) {
      expect(engine.isInSubgroup(stray)).toBe(false);
      expect(engine.isInSubgroup(honest.b)).toBe(true);
      expect(await verifyBatch(engine, [{ key, signals, proof }])).toEqual([false]);
    }
  });
});

describe('a verification key', () => {
  const parse = (json: unknown, count = 4): VerificationKey =>
    parseVerificationKey(new TextEncoder().encode(JSON.stringify(json)), count, (point) =>
      engines[1]!.isInSubgroup(point),
    );
  const json = keyJson(key);

  it('is read from what snarkjs writes', () => {
    expect(parse(json)).toEqual(key);
    expect(parse({ ...json, vk_alphabeta_12: 'anything' })).toEqual(key);
  });

  it('without a contribution to phase 2 is refused', () => {
    for (const delta of [key.gamma, twistMultiple(bn254.fields.Fr.ORDER - 1n)]) {
      expect(() => parse(keyJson({ ...key, delta }))).toThrow('γ₂ = δ₂');
    }
    const shared = twistMultiple(77n);
    expect(() => parse(keyJson({ ...key, gamma: shared, delta: shared }))).toThrow('γ₂ = δ₂');
  });

  it('with points outside of the subgroup is refused', () => {
    for (const name of ['beta', 'gamma', 'delta'] as const) {
      const altered = keyJson({ ...key, [name]: outsideOfSubgroup() });
      expect(() => parse(altered)).toThrow(`vk_${name}_2 is not in the subgroup`);
    }
  });

  const [alphaX, alphaY] = json['vk_alpha_1'] as [string, string];
  const IC = json['IC'] as unknown[];
  it.each<[string, Record<string, unknown>, string]>([
    ['another protocol', { protocol: 'plonk' }, 'groth16'],
    ['another curve', { curve: 'bls12381' }, 'bn128'],
    ['another number of signals', { nPublic: 5 }, 'nPublic'],
    ['a number as text', { nPublic: '4' }, 'nPublic'],
    ['a point missing', { IC: IC.slice(1) }, 'IC'],
    ['a point too many', { IC: [...IC, IC[0]] }, 'IC'],
    ['infinity', { vk_alpha_1: ['0', '1', '0'] }, 'affine'],
    ['a leading zero', { vk_alpha_1: [`0${alphaX}`, alphaY, '1'] }, 'shortest'],
    ['hexadecimal digits', { vk_alpha_1: ['0x1', '2', '1'] }, 'shortest'],
    ['a number for text', { vk_alpha_1: [1, 2, '1'] }, 'shortest'],
    [
      'a coordinate that is not reduced',
      { vk_alpha_1: [String(BigInt(alphaX) + COORDINATE_ORDER), alphaY, '1'] },
      'not on the curve',
    ],
    ['a point off the curve', { vk_alpha_1: ['1', '3', '1'] }, 'not on the curve'],
    ['nothing for β₂', { vk_beta_2: undefined }, 'vk_beta_2'],
  ])('with %s is refused', (_, change, message) => {
    expect(() => parse({ ...json, ...change })).toThrow(message);
  });

  it('that is no JSON object, or too long, is refused', () => {
    expect(() => parse(null)).toThrow('JSON object');
    const parseBytes = (file: Uint8Array): unknown => parseVerificationKey(file, 4, () => true);
    expect(() => parseBytes(new Uint8Array([0xff]))).toThrow('JSON object');
    expect(() => parseBytes(new Uint8Array(65_537))).toThrow('more than 65536 bytes');
  });

  it('has a digest of its own, over all of it and over how many there are', () => {
    const digest = verificationKeyDigest([key]);
    expect(digest).toHaveLength(32);
    const others = [
      [{ ...key, delta: twistMultiple(3n) }],
      [{ ...key, ic: key.ic.toReversed() }],
      [key, key],
    ];
    for (const other of others) expect(verificationKeyDigest(other)).not.toEqual(digest);
  });
});
