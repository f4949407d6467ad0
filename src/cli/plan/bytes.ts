import {
  BROADCAST_TYPES,
  CLIENT_PHASES,
  maxAttachmentBytes,
  maxMessageBytes,
  type MessageType,
} from '../../messages/table.ts';
import type { Session } from '../../session/session.ts';

/**
 * Upper bounds on the bytes that each party sends and receives in one session, signatures and lists
 * included.
 */
export interface PlannedBytes {
  readonly client: { readonly up: number; readonly down: number };
  /** To all clients and from all clients, together. */
  readonly coordinator: { readonly up: number; readonly down: number };
  readonly record: number;
}

/** Sizes of a session without dropouts, in which every message has its largest size. */
export function plannedBytes(session: Session): PlannedBytes {
  const { clients } = session.parameters;
  const bytesOf = (types: readonly MessageType[]): number =>
    types.reduce(
      (sum, type) => sum + maxMessageBytes(session, type) + maxAttachmentBytes(session, type),
      0,
    );
  const up = bytesOf(CLIENT_PHASES);
  const down = bytesOf(BROADCAST_TYPES);
  return {
    client: { up, down },
    coordinator: { up: clients * down, down: clients * up },
    record: maxMessageBytes(session, 'record'),
  };
}
