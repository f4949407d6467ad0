import { ELEMENT_BYTES } from '../../kernel/kernel.ts';
import {
  maxDeliveryBytes,
  maxMessageBytes,
  maxShareLeavesBytes,
  maxUploadBytes,
} from '../../messages/sizes.ts';
import { CLIENT_PHASES } from '../../session/parameters.ts';
import type { Session } from '../../session/session.ts';
import { sumBytesPerCoordinate } from '../../session/slots.ts';

/** The most bytes that each party sends and receives in one session, signatures and lists among them. */
export interface PlannedBytes {
  readonly client: { readonly up: number; readonly down: number };
  /** From and to all clients. */
  readonly coordinator: { readonly up: number; readonly down: number };
  readonly record: number;
}

/** A name of 100 UTF-16 code units in UTF-8, a key, and what CBOR adds. */
const ROSTER_ENTRY_BYTES = 340;

/** Sizes of a session in which everyone stays to the end: no message is larger. */
export function plannedBytes(session: Session): PlannedBytes {
  const { clients, length } = session.parameters;
  const up =
    CLIENT_PHASES.reduce((sum, phase) => sum + maxMessageBytes(session, phase), 0) +
    maxShareLeavesBytes(session) +
    maxUploadBytes(session);
  const lists = ['invitation', 'advertised', 'shared', 'included', 'unmasking'] as const;
  const down =
    lists.reduce((sum, phase) => sum + maxMessageBytes(session, phase), 0) +
    maxDeliveryBytes(session);
  const record =
    maxMessageBytes(session, 'invitation') +
    maxMessageBytes(session, 'shared') +
    clients *
      (ROSTER_ENTRY_BYTES +
        maxMessageBytes(session, 'commit') +
        maxMessageBytes(session, 'confirm') +
        session.proofBytes) +
    length * sumBytesPerCoordinate(session.layout) +
    session.rows * ELEMENT_BYTES;
  return {
    client: { up, down },
    coordinator: { up: clients * down, down: clients * up },
    record,
  };
}
