import { MAX_PARAMETER_BYTES } from '../../session/parameters.ts';
import type { Finding } from '../../session/checks/enabledChecks.ts';
import { partyArgument } from '../../session/party.ts';
import type { Session } from '../../session/session.ts';
import { bytes, listOf, optional, part } from '../../usage/arguments.ts';
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
 * Signed messages that should not exist, and what is needed to see that they should not.
 *
 *     Evidence = ["veilsum-evidence-1", session parameters, [envelope, …], attachment]
 */
export interface Evidence {
  readonly format: 'veilsum-evidence-1';
  /** The parameters of the session that all envelopes are of. */
  readonly session: Uint8Array;
  readonly envelopes: readonly Uint8Array[];
  /**
   * The attachment of the first envelope, or shares dealt under a root in it; its digest is signed.
   * Otherwise empty.
   */
  readonly attachment: Uint8Array;
}

/** Evidence is smaller than this; a record is the largest part of any. */
export const MAX_EVIDENCE_BYTES: number = 2 ** 30;

/** No evidence takes more envelopes. */
const MOST_ENVELOPES = 8;

const evidenceCodec: Codec<Evidence> = struct<Evidence>({
  format: oneOf('veilsum-evidence-1'),
  session: bytesBetween(1, MAX_PARAMETER_BYTES),
  envelopes: list(bytesBetween(1, MAX_EVIDENCE_BYTES), MOST_ENVELOPES),
  attachment: bytesBetween(0, MAX_EVIDENCE_BYTES),
});

const anyBytes = bytes();
const sessionBytes = part<Pick<Session, 'bytes'>>({ bytes: anyBytes });
const findingArgument = part<Pick<Finding, 'culprit' | 'evidence' | 'attachment'>>({
  culprit: optional(partyArgument),
  evidence: optional(listOf(anyBytes, MOST_ENVELOPES)),
  attachment: optional(anyBytes),
});

/** Reads evidence without verifying it. @throws WireError */
export function readEvidence(bytes: Uint8Array): Evidence {
  return fromBytes(evidenceCodec, bytes, MAX_EVIDENCE_BYTES, 'evidence');
}

/**
 * The file of evidence for an abort or a rejection that names somebody, or `undefined` if nothing
 * signed shows it: nobody is named, or the network or the other side may have caused it.
 *
 * @param finding - an abort or a rejection
 * @throws UsageError `wrong-input` if its parts have the wrong types
 */
export function evidenceOf(
  session: Pick<Session, 'bytes'>,
  finding: Finding,
): Uint8Array | undefined {
  const { bytes: parameters } = sessionBytes(session, 'session');
  const {
    culprit,
    evidence = [],
    attachment = new Uint8Array(0),
  } = findingArgument(finding, 'finding');
  if (culprit === undefined || evidence.length === 0) return undefined;
  return toBytes(evidenceCodec, {
    format: 'veilsum-evidence-1',
    session: parameters,
    envelopes: evidence,
    attachment,
  });
}

/**
 * The file of evidence for a record that its coordinator signed: verifying it tells whether the
 * record is false.
 *
 * @throws UsageError `wrong-input` if it is not bytes
 */
export function evidenceOfRecord(session: Pick<Session, 'bytes'>, record: Uint8Array): Uint8Array {
  return evidenceOf(session, {
    message: '',
    culprit: 'coordinator',
    evidence: [anyBytes(record, 'record')],
  })!;
}
