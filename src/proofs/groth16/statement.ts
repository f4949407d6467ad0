/** From claims to the public signals of the circuits. Every verdict on a proof is about these integers. */
import { bytesToNumberBE, bytesToNumberLE } from '@noble/curves/utils.js';
import { tupleHash } from '../../crypto/tupleHash.ts';
import { BASE_FIELD_ORDER, ELEMENT_BYTES, POINT_BYTES } from '../../kernel/kernel.ts';
import { MAX_SQUARED_NORM } from '../statement.ts';
import type { ProofClaim } from '../system.ts';
import type { CircuitKind } from './sizes.ts';

/** The row index that stands for the proof over all rows. */
export const NORM_ROW = 0xffff_ffff;

/** Bytes of the hash that fit below every field element. */
const CONTEXT_BYTES = 31;

function be32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** ⌈d / c⌉ */
export function rowCount({ length, rowLength }: ProofClaim): number {
  return Math.ceil(length / rowLength);
}

/**
 * What binds a proof to its place: the first 31 bytes, big-endian, of TupleHash256 with customization "veilsum-1/proof-context"
 * over the session digest, the kind, be32 of the client, of the row and of the number of rows. A proof for another session,
 * client, row or vector length is a proof of something else.
 */
export function proofContext(kind: CircuitKind, claim: ProofClaim, row: number): bigint {
  const hash = tupleHash(
    'veilsum-1/proof-context',
    claim.sessionDigest,
    kind,
    be32(claim.client),
    be32(row),
    be32(rowCount(claim)),
  );
  return bytesToNumberBE(hash.subarray(0, CONTEXT_BYTES));
}

/** x and y of a point on the wire; `undefined` unless both are reduced. */
export function pointSignals(points: Uint8Array, index: number): [bigint, bigint] | undefined {
  const start = index * POINT_BYTES;
  const x = bytesToNumberLE(points.subarray(start, start + ELEMENT_BYTES));
  const y = bytesToNumberLE(points.subarray(start + ELEMENT_BYTES, start + POINT_BYTES));
  return x < BASE_FIELD_ORDER && y < BASE_FIELD_ORDER ? [x, y] : undefined;
}

/** B₂² of a claim, where it has one. */
export function squaredNormOf({ statement }: ProofClaim): number | undefined {
  return statement.kind === 'l2' ? statement.maxSquaredNorm : undefined;
}

/** What is wrong with the numbers of a claim for keys of a size, or `undefined`. */
export function claimFault(
  keys: { readonly kind: CircuitKind; readonly rowLength: number; readonly bits: number },
  claim: ProofClaim,
): string | undefined {
  const { client, statement, length, rowLength, bound, commitments } = claim;
  if (statement.kind !== keys.kind) {
    return `the claim is ${statement.kind}, and the keys are for ${keys.kind}`;
  }
  if (!isCount(client, 0, NORM_ROW)) return 'the client is no 32-bit index';
  if (!isCount(rowLength, 1, keys.rowLength)) {
    return `rows of ${rowLength} coordinates do not fit keys for ${keys.rowLength}`;
  }
  if (!isCount(length, 1, NORM_ROW)) return `${length} is no number of coordinates`;
  if (!isCount(bound, 1, 2 ** (keys.bits - 1) - 1)) {
    return `the bound ${bound} does not fit keys for ${keys.bits} bits`;
  }
  // The norm circuit compares in 52 bits.
  if (statement.kind === 'l2' && !isCount(statement.maxSquaredNorm, 1, MAX_SQUARED_NORM)) {
    return `the largest squared norm must be from 1 to ${MAX_SQUARED_NORM}`;
  }
  return commitments.length === rowCount(claim) * POINT_BYTES
    ? undefined
    : 'there is not one commitment for each row';
}

function isCount(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
