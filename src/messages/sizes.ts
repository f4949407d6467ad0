import { ELEMENT_BYTES, POINT_BYTES } from '../kernel/kernel.ts';
import { SMALL_ENVELOPE_BYTES } from './broadcasts.ts';
import { BOX_BYTES } from './share.ts';
import { ENVELOPE_OVERHEAD, type MessageType } from '../wire/envelope.ts';
import { maxPathLength } from '../wire/merkle.ts';
import { CLIENT_PHASES, type ClientPhase } from '../session/parameters.ts';
import { MAX_NAME_LENGTH } from '../session/limits.ts';
import type { Session } from '../session/session.ts';
import { sumBytesPerCoordinate } from '../session/slots.ts';

/** The most bytes that an envelope of this kind has in this session: known before any of them is read. */
export function maxMessageBytes(session: Session, phase: MessageType): number {
  const n = session.parameters.clients;
  switch (phase) {
    case 'advertise':
    case 'share':
    case 'confirm':
      return SMALL_ENVELOPE_BYTES;
    case 'commit':
      return ENVELOPE_OVERHEAD + (session.proofBytes > 0 ? 128 : 96) + session.rows * POINT_BYTES;
    case 'unmask':
      return ENVELOPE_OVERHEAD + 16 + n * 64;
    case 'invitation':
      return ENVELOPE_OVERHEAD + session.bytes.length + 16;
    case 'advertised':
    case 'shared':
      return ENVELOPE_OVERHEAD + 64 + n * (SMALL_ENVELOPE_BYTES + 4);
    case 'included':
      return ENVELOPE_OVERHEAD + 64 + n * 48;
    case 'unmasking':
      return ENVELOPE_OVERHEAD + 64 + n * (SMALL_ENVELOPE_BYTES + 8);
    case 'record':
      return maxRecordBytes(session);
  }
}

/** An invitation, of whatever session, is smaller than this. */
export const MAX_INVITATION_BYTES = 8192;

/** Bytes of a name in UTF-8, and of a key, in a record's roster, with their heads. */
const ROSTER_ENTRY_BYTES = 3 * MAX_NAME_LENGTH + 48;

/** Parameters, roster, list of digests, and for each client its Commit, proofs and Confirm; then the sum and its blinders. */
function maxRecordBytes(session: Session): number {
  const n = session.parameters.clients;
  const client =
    ROSTER_ENTRY_BYTES +
    maxMessageBytes(session, 'commit') +
    maxMessageBytes(session, 'confirm') +
    session.proofBytes +
    16;
  const sum = session.parameters.length * sumBytesPerCoordinate(session.layout);
  return (
    2 * ENVELOPE_OVERHEAD +
    session.bytes.length +
    maxMessageBytes(session, 'shared') +
    n * client +
    sum +
    session.rows * ELEMENT_BYTES
  );
}

/** The most bytes that any message between the parties has: known before its kind is. */
export function maxEnvelopeBytes(session: Session): number {
  const phases = [...CLIENT_PHASES, 'advertised', 'shared', 'included', 'unmasking'] as const;
  return Math.max(...phases.map((phase) => maxMessageBytes(session, phase)));
}

/** The most bytes of an attachment that clients send in a phase. */
export function maxAttachmentBytes(session: Session, phase: ClientPhase): number {
  if (phase === 'share') return maxShareLeavesBytes(session);
  return phase === 'commit' ? maxUploadBytes(session) : 0;
}

/** The most bytes of all share leaves attached to a Share envelope. */
export function maxShareLeavesBytes(session: Session): number {
  return 16 + session.parameters.clients * (BOX_BYTES + 80);
}

/** The most bytes of one recipient's deliveries attached to the `shared` message. */
export function maxDeliveryBytes(session: Session): number {
  const n = session.parameters.clients;
  return 16 + n * (BOX_BYTES + 96 + 34 * maxPathLength(n));
}

/**
 * The bytes attached to a Commit envelope: a masked vector, with the proofs that the session
 * requires.
 */
export function maxUploadBytes({ payloadBytes, proofBytes }: Session): number {
  return payloadBytes + proofBytes;
}
