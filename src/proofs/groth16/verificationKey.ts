/**
 * Verification keys: strict parsing of the JSON files that snarkjs writes, and their canonical
 * encoding.
 */
import { sha256 } from '../../crypto/tupleHash.ts';
import { concatBytes } from '@noble/hashes/utils.js';
import { integerBytes } from './bigEndian.ts';
import {
  type G1Point,
  curvePoint,
  haveEqualX,
  type Fp2,
  TWIST_GENERATOR,
  type G2Point,
  twistPoint,
} from './bn254.ts';

/** A Groth16 verification key (eprint 2016/260 §3.2). */
export interface VerificationKey {
  readonly alpha: G1Point;
  readonly beta: G2Point;
  readonly gamma: G2Point;
  readonly delta: G2Point;
  /** One point for the constant 1, then one for each public signal. */
  readonly ic: readonly G1Point[];
}

/** A verification key is malformed or must not be used. */
export class VerificationKeyError extends Error {
  override readonly name = 'VerificationKeyError';
}

/** Maximum file size: a key with seven `ic` points has less than 4 KB. */
const MAX_FILE_BYTES = 65_536;

/** A canonical coordinate has at most 77 decimal digits. */
const DECIMAL = /^(?:0|[1-9][0-9]{0,76})$/;

type Json = Readonly<Record<string, unknown>>;

function fail(what: string): never {
  throw new VerificationKeyError(`verification key: ${what}`);
}

function coordinate(value: unknown, what: string): bigint {
  if (typeof value !== 'string' || !DECIMAL.test(value)) {
    fail(`${what} has a coordinate that is no decimal integer in its shortest form`);
  }
  return BigInt(value);
}

function list(value: unknown, length: number, what: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length !== length) fail(`${what} is not a list of ${length}`);
  return value as readonly unknown[];
}

function readCurvePoint(value: unknown, what: string): G1Point {
  const [x, y, z] = list(value, 3, what);
  if (z !== '1') fail(`${what} is not affine`);
  return (
    curvePoint(coordinate(x, what), coordinate(y, what)) ?? fail(`${what} is not on the curve`)
  );
}

function readQuadratic(value: unknown, what: string): Fp2 {
  const [c0, c1] = list(value, 2, what);
  return [coordinate(c0, what), coordinate(c1, what)];
}

function readTwistPoint(value: unknown, what: string): G2Point {
  const [x, y, z] = list(value, 3, what);
  const [one, zero] = list(z, 2, what);
  if (one !== '1' || zero !== '0') fail(`${what} is not affine`);
  return (
    twistPoint(readQuadratic(x, what), readQuadratic(y, what)) ??
    fail(`${what} is not on the twist`)
  );
}

function parseJson(file: Uint8Array): Json {
  if (file.length > MAX_FILE_BYTES) fail(`the file has more than ${MAX_FILE_BYTES} bytes`);
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file));
    if (typeof value === 'object' && value !== null) return value as Json;
  } catch {
    // Reported below.
  }
  return fail('the file is no JSON object');
}

/**
 * Rejects keys with a known trapdoor: without a contribution to phase 2, δ is still 1, so that γ₂ =
 * δ₂ and anyone can forge proofs. The same holds if one is the negative of the other.
 */
function refuseKnownTrapdoor({ gamma, delta }: VerificationKey): void {
  if (haveEqualX(gamma, delta) || haveEqualX(delta, TWIST_GENERATOR)) {
    fail('γ₂ = δ₂: nobody has contributed to phase 2, and anyone can forge proofs for it');
  }
}

/**
 * Parses a verification key file written by snarkjs. `vk_alphabeta_12` is ignored; the pairing is
 * recomputed.
 *
 * @param publicSignals - the number of public signals that the circuit must have
 * @param isInSubgroup - whether a point of the twist has order r: see `PairingEngine`
 * @throws VerificationKeyError unless the file contains a well-formed key for that many signals,
 *   with canonical points in their groups, and γ₂ ≠ ±δ₂
 */
export function parseVerificationKey(
  file: Uint8Array,
  publicSignals: number,
  isInSubgroup: (point: G2Point) => boolean,
): VerificationKey {
  const json = parseJson(file);
  if (json['protocol'] !== 'groth16') fail('the protocol is not groth16');
  if (json['curve'] !== 'bn128') fail('the curve is not bn128');
  if (json['nPublic'] !== publicSignals) fail(`nPublic is not ${publicSignals}`);
  const key: VerificationKey = {
    alpha: readCurvePoint(json['vk_alpha_1'], 'vk_alpha_1'),
    beta: readTwistPoint(json['vk_beta_2'], 'vk_beta_2'),
    gamma: readTwistPoint(json['vk_gamma_2'], 'vk_gamma_2'),
    delta: readTwistPoint(json['vk_delta_2'], 'vk_delta_2'),
    ic: list(json['IC'], publicSignals + 1, 'IC').map((point, i) =>
      readCurvePoint(point, `IC[${i}]`),
    ),
  };
  refuseKnownTrapdoor(key);
  for (const name of ['beta', 'gamma', 'delta'] as const) {
    if (!isInSubgroup(key[name])) fail(`vk_${name}_2 is not in the subgroup of order r`);
  }
  return key;
}

/**
 * Canonical encoding of a key: be32 of the number of public signals; α₁; β₂, γ₂, δ₂; the `ic`
 * points. Coordinates are 32 bytes, big-endian; those on the twist are c0, then c1.
 */
function canonicalBytes({ alpha, beta, gamma, delta, ic }: VerificationKey): Uint8Array {
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, ic.length - 1);
  const twists = [beta, gamma, delta].flatMap(({ x, y }) => [...x, ...y]);
  const points = ic.flatMap(({ x, y }) => [x, y]);
  return concatBytes(count, integerBytes([alpha.x, alpha.y, ...twists, ...points]));
}

/** SHA-256 over the canonical encodings of keys, in order: the 32 bytes that a session pins. */
export function verificationKeyDigest(keys: readonly VerificationKey[]): Uint8Array {
  return sha256(concatBytes(...keys.map(canonicalBytes)));
}
