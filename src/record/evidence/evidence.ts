import type { Finding } from '../../session/defences.ts';
import type { Session } from '../../session/session.ts';
import {
  bytesBetween,
  type Codec,
  fromBytes,
  list,
  oneOf,
  struct,
  toBytes,
} from '../../wire/codec.ts';

/**
 * Signed things that should not exist, and what it takes to see that they should not.
 *
 *     Evidence = ["veilsum-evidence-1", session parameters, [envelope, …], attachment]
 */
export interface Evidence {
  readonly format: 'veilsum-evidence-1';
  /** The parameters of the session that all envelopes are of. */
  readonly session: Uint8Array;
  readonly envelopes: readonly Uint8Array[];
  /** What travelled beside the first envelope, or was dealt under a root in it; its digest is signed. Else empty. */
  readonly attachment: Uint8Array;
}

/** Evidence is smaller than this; a record is the largest part of any. */
export const MAX_EVIDENCE_BYTES: number = 2 ** 30;

const MAX_PARAMETER_BYTES = 4096;

/** No evidence takes more envelopes. */
const MOST_ENVELOPES = 8;

const evidenceCodec: Codec<Evidence> = struct<Evidence>({
  format: oneOf('veilsum-evidence-1'),
  session: bytesBetween(1, MAX_PARAMETER_BYTES),
  envelopes: list(bytesBetween(1, MAX_EVIDENCE_BYTES), MOST_ENVELOPES),
  attachment: bytesBetween(0, MAX_EVIDENCE_BYTES),
});

/** Reads evidence without judging it. @throws WireError */
export function readEvidence(bytes: Uint8Array): Evidence {
  return fromBytes(evidenceCodec, bytes, MAX_EVIDENCE_BYTES, 'evidence');
}

/**
 * The file of what an abort or a refusal names somebody for, or `undefined` where nothing signed shows it: where nobody is
 * named, or where the network or the other side may have done it.
 *
 * @param finding - an abort or a refusal
 */
export function evidenceOf(
  session: Pick<Session, 'bytes'>,
  { culprit, evidence = [], attachment = new Uint8Array(0) }: Finding,
): Uint8Array | undefined {
  if (culprit === undefined || evidence.length === 0) return undefined;
  return toBytes(evidenceCodec, {
    format: 'veilsum-evidence-1',
    session: session.bytes,
    envelopes: evidence,
    attachment,
  });
}

/** The file for a record that its coordinator signed: judging it tells whether it should have. */
export function evidenceOfRecord(session: Pick<Session, 'bytes'>, record: Uint8Array): Uint8Array {
  return evidenceOf(session, { message: '', culprit: 'coordinator', evidence: [record] })!;
}
