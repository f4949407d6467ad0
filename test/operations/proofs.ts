import { toHex } from '../../src/crypto/hex.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { defaultPairing } from '../../src/proofs/groth16/verifier.ts';
import { verifyBatch } from '../../src/proofs/groth16/batch.ts';
import { integerBytes, readIntegers } from '../../src/proofs/groth16/bigEndian.ts';
import { COORDINATE_ORDER, GROUP_ORDER, TWIST_GENERATOR } from '../../src/proofs/groth16/bn254.ts';
import { decodeProof, encodeProof } from '../../src/proofs/groth16/proof.ts';
import {
  parseVerificationKey,
  type VerificationKey,
  verificationKeyDigest,
} from '../../src/proofs/groth16/verificationKey.ts';
import type { PairingEngine } from '../../src/proofs/groth16/pairing.ts';
import { proofContext } from '../../src/proofs/groth16/statement.ts';
import type { ProofClaim } from '../../src/proofs/system.ts';
import { outsideOfSubgroup } from '../proofs/outsideOfSubgroup.ts';
import { curveMultiple, keyJson, trapdoorKey } from '../proofs/trapdoor.ts';
import { seedOf } from '../support/federation.ts';
import { type Json, type Operation, type OperationFile, orRefused } from './operation.ts';

const { key, simulate } = trapdoorKey(4, seededRandom(seedOf('proof operations')));
const SIGNALS = [0n, 1n, GROUP_ORDER - 1n, 0n];

/** Reads the JSON of a key. */
function keys(engine: PairingEngine): Operation[] {
  const json = keyJson(key);
  const IC = json['IC'] as readonly Json[];
  const [x, y] = json['vk_alpha_1'] as readonly [string, string];
  const cases: readonly (readonly [string, object])[] = [
    ['A key.', json],
    ['With a field that nobody looks at.', { ...json, vk_alphabeta_12: 'anything' }],
    ['δ = γ.', keyJson({ ...key, delta: key.gamma })],
    ['δ is the generator.', keyJson({ ...key, gamma: key.beta, delta: TWIST_GENERATOR })],
    ['β outside of the subgroup.', keyJson({ ...key, beta: outsideOfSubgroup() })],
    ['For another number of signals.', { ...json, nPublic: 5 }],
    ['A point missing.', { ...json, IC: IC.slice(1) }],
    ['A point at infinity.', { ...json, IC: [...IC.slice(1), ['0', '1', '0']] }],
    ['Not reduced.', { ...json, vk_alpha_1: [String(BigInt(x) + COORDINATE_ORDER), y, '1'] }],
    ['A leading zero.', { ...json, vk_alpha_1: [`0${x}`, y, '1'] }],
    ['Off the curve.', { ...json, vk_alpha_1: ['1', '3', '1'] }],
    ['Of another curve.', { ...json, curve: 'bls12381' }],
  ];
  return cases.map(([about, content]) => ({
    operation: 'keyDigest',
    about,
    input: { publicSignals: 4, verificationKey: content as Json },
    output: orRefused(() => toHex(verificationKeyDigest([parsed(engine, content)]))),
  }));
}

function parsed(engine: PairingEngine, json: object): VerificationKey {
  const file = new TextEncoder().encode(JSON.stringify(json));
  return parseVerificationKey(file, 4, (point) => engine.isInSubgroup(point));
}

async function proofs(engine: PairingEngine): Promise<Operation[]> {
  const honest = simulate(SIGNALS);
  const bytes = encodeProof(honest);
  const numbers = readIntegers(bytes);
  const changed = (index: number, change: (value: bigint) => bigint): Uint8Array =>
    integerBytes(numbers.map((value, i) => (i === index ? change(value) : value)));
  const cases: readonly (readonly [string, Uint8Array, readonly bigint[]])[] = [
    ['A proof, with signals at the edges.', bytes, SIGNALS],
    ['The last signal, which is 0, left out.', bytes, SIGNALS.slice(0, 3)],
    ['A fifth signal.', bytes, [...SIGNALS, 0n]],
    ['A signal plus p.', bytes, [GROUP_ORDER, ...SIGNALS.slice(1)]],
    ['Another signal.', bytes, [1n, ...SIGNALS.slice(1)]],
    ['The x of A plus q.', changed(0, (value) => value + COORDINATE_ORDER), SIGNALS],
    ['C negated.', changed(7, (value) => COORDINATE_ORDER - value), SIGNALS],
    ['Another C.', encodeProof({ ...honest, c: curveMultiple(5n) }), SIGNALS],
    ['B outside of the subgroup.', encodeProof({ ...honest, b: outsideOfSubgroup() }), SIGNALS],
    ['C off the curve.', changed(6, (value) => value ^ 1n), SIGNALS],
    ['Zeros.', new Uint8Array(256), SIGNALS],
    ['A byte too few.', bytes.slice(1), SIGNALS],
  ];
  const operations: Operation[] = [];
  for (const [about, raw, signals] of cases) {
    const proof = decodeProof(raw);
    const [valid] = proof ? await verifyBatch(engine, [{ key, signals, proof }]) : [false];
    operations.push({
      operation: 'verifyProof',
      about,
      input: {
        verificationKey: keyJson(key) as Json & object,
        signals: signals.map(String),
        proof: toHex(raw),
      },
      output: valid!,
    });
  }
  return operations;
}

function contexts(): Operation[] {
  const claim: ProofClaim = {
    statement: { kind: 'linf' },
    sessionDigest: seedOf('session'),
    client: 3,
    length: 11,
    rowLength: 8,
    bound: 100,
    commitments: new Uint8Array(128),
  };
  return [0, 1, 2 ** 32 - 1].map((row) => ({
    operation: 'proofContext',
    input: { session: toHex(claim.sessionDigest), kind: 'l2', client: 3, row, rows: 2 },
    output: String(proofContext('l2', claim, row)),
  }));
}

export async function proofOperations(): Promise<OperationFile> {
  const engine = await defaultPairing();
  return {
    about: 'Verification keys, Groth16 proofs, and what a proof is bound to.',
    operations: [...contexts(), ...keys(engine), ...(await proofs(engine))],
  };
}
