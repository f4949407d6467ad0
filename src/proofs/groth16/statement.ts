/**
 * Public signals of the circuits, computed from claims. A verdict on a proof is a verdict on these
 * integers.
 */
import { bytesToNumberBE, bytesToNumberLE } from '@noble/curves/utils.js';
import { tupleHash } from '../../crypto/tupleHash.ts';
import { BASE_FIELD_ORDER, ELEMENT_BYTES, POINT_BYTES } from '../../kernel/kernel.ts';
import { MAX_SQUARED_NORM } from '../statement.ts';
import type { ProofClaim } from '../system.ts';
import type { CircuitKind } from './sizes.ts';

/** The row index in the context of the norm proof. */
export const NORM_ROW = 0xffff_ffff;

/** Number of hash bytes in a context: an integer of 31 bytes is less than r. */
const CONTEXT_BYTES = 31;

function be32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Number of rows, ⌈d / c⌉. */
export function rowCount({ length, rowLength }: ProofClaim): number {
  return Math.ceil(length / rowLength);
}

/**
 * The context signal, which binds a proof to its place: the first 31 bytes, big-endian, of
 * TupleHash256 with customization `veilsum-1/proof-context` over the session digest, the kind, and
 * be32 of the client, the row and the number of rows. A proof made for another session, client, row
 * or vector length does not verify.
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

/** Coordinates x and y of an encoded point, or `undefined` unless both are canonical. */
export function pointSignals(points: Uint8Array, index: number): [bigint, bigint] | undefined {
  const start = index * POINT_BYTES;
  const x = bytesToNumberLE(points.subarray(start, start + ELEMENT_BYTES));
  const y = bytesToNumberLE(points.subarray(start + ELEMENT_BYTES, start + POINT_BYTES));
  return x < BASE_FIELD_ORDER && y < BASE_FIELD_ORDER ? [x, y] : undefined;
}

/** B₂² of an `l2` claim; `undefined` for other claims. */
export function squaredNormOf({ statement }: ProofClaim): number | undefined {
  return statement.kind === 'l2' ? statement.maxSquaredNorm : undefined;
}

/** Why a claim does not fit keys of the given size, or `undefined`. */
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
  // The norm circuit compares integers of 52 bits.
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
