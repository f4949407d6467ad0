import { MAX_PARAMETER_BYTES } from '../../session/parameters.ts';
import type { Finding } from '../../session/checks/enabledChecks.ts';
import { readParts } from '../../messages/bundle.ts';
import { partyArgument, sameClients } from '../../session/party.ts';
import type { Session } from '../../session/session.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { openEnvelope } from '../../wire/envelope.ts';
import { clientsIn } from '../partChecks.ts';
import { openRecord } from '../record.ts';
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
 * Signed envelopes that prove a party's misbehaviour, with what is needed to verify them.
 *
 *     Evidence = ["veilsum-evidence-1", session parameters, [envelope, …], attachment]
 */
export interface Evidence {
  readonly format: 'veilsum-evidence-1';
  /** The encoded parameters of the session that all envelopes belong to. */
  readonly session: Uint8Array;
  readonly envelopes: readonly Uint8Array[];
  /** The attachment of the first envelope, or dealt shares under a signed root; otherwise empty. */
  readonly attachment: Uint8Array;
}

/** Maximum size of an evidence file in bytes; a record is its largest part. */
export const MAX_EVIDENCE_BYTES: number = 2 ** 30;

/** Maximum number of envelopes in evidence. */
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

/**
 * Decodes evidence without verifying it.
 *
 * @throws WireError if it is malformed
 */
export function readEvidence(bytes: Uint8Array): Evidence {
  return fromBytes(evidenceCodec, bytes, MAX_EVIDENCE_BYTES, 'evidence');
}

/**
 * The evidence file for an abort or a rejection.
 *
 * @param finding - an abort or a rejection
 * @returns the encoded file, or `undefined` if no signed message proves the finding: it names no
 *   culprit, or the network or the other side may have caused it
 * @throws UsageError `wrong-input` if a part has the wrong type
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
 * The session that a finding's evidence is of, among those of all parts of a vector: the one that its first envelope names.
 *
 * @param sessions - of all parts, in their order
 */
export function sessionOfFinding(sessions: readonly Session[], { evidence }: Finding): Session {
  const [envelope] = evidence ?? [];
  const named = envelope && openEnvelope(envelope, envelope.length).session;
  const found = named && sessions.find(({ digest }) => equalBytes(digest, named));
  return found ?? sessions[0]!;
}

/**
 * The evidence file for a record signed by its coordinator. Verifying it with `verifyEvidence`
 * shows whether the record is false.
 *
 * @param session - of the record; of a file of all parts, the session of the part that is in question, or that of the report
 * @param record - the record, or the file of all parts of a vector: if two of them have different clients, these are the evidence
 * @throws UsageError `wrong-input` if an argument is not bytes
 * @throws WireError if `record` is a file of parts, and one of them is not a record
 */
export function evidenceOfRecord(session: Pick<Session, 'bytes'>, record: Uint8Array): Uint8Array {
  const parts = readParts(anyBytes(record, 'record'));
  const evidence = parts ? recordsInQuestion(session, parts) : [record];
  return evidenceOf(session, { message: '', culprit: 'coordinator', evidence })!;
}

/** Of the records of all parts, the first and one with other clients; or else that of the session. */
function recordsInQuestion(
  session: Pick<Session, 'bytes'>,
  parts: readonly Uint8Array[],
): readonly Uint8Array[] {
  const records = parts.map((bytes) => ({ bytes, ...openRecord(bytes) }));
  const [first] = records;
  const clients = clientsIn(first!.body);
  const other = records.find(({ body }) => !sameClients(clientsIn(body), clients));
  if (other) return [first!.bytes, other.bytes];
  const { bytes: parameters } = sessionBytes(session, 'session');
  const own = records.find(({ body }) => equalBytes(body.session, parameters));
  return [(own ?? first!).bytes];
}
