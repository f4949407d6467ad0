import { CLIENT_PHASES, type ClientPhase } from '../../messages/table.ts';
import { MAX_CLIENTS, MAX_NAME_LENGTH } from '../../session/limits.ts';

import {
  bytesBetween,
  type Codec,
  fixedBytes,
  integer,
  list,
  oneOf,
  struct,
  text,
  variant,
} from '../../wire/codec.ts';
import {
  type CodedFinding,
  findingCodec,
  type SessionSummary,
  summaryCodec,
} from './sessionSummary.ts';

/**
 * An event of a session, in the order in which events count. Replaying all of them gives the same
 * session, byte for byte. `at` is in milliseconds since 1970.
 */
export type SessionEvent =
  | {
      readonly kind: 'opened';
      readonly at: number;
      /** The session's parameters, encoded as they are signed. */
      readonly parameters: Uint8Array;
      readonly roster: readonly { readonly name: string; readonly key: Uint8Array }[];
    }
  | {
      /**
       * A client's message whose envelope passed its checks. Whether it was accepted follows from
       * the earlier events.
       */
      readonly kind: 'message';
      readonly at: number;
      readonly envelope: Uint8Array;
      /** The attachment; empty if there was none. */
      readonly attachment: Uint8Array;
    }
  | { readonly kind: 'closed'; readonly at: number; readonly phase: ClientPhase }
  | {
      readonly kind: 'published';
      readonly at: number;
      readonly record: Uint8Array;
      readonly summary: SessionSummary;
    }
  | {
      readonly kind: 'aborted';
      readonly at: number;
      readonly finding: CodedFinding;
      readonly summary: SessionSummary;
    };

/** An event of one kind. */
export type EventOf<Kind extends SessionEvent['kind']> = Extract<SessionEvent, { kind: Kind }>;

/** An event that ends a session; none follows it. */
export type EndEvent = EventOf<'published' | 'aborted'>;

/** Whether an event ends its session. */
export function isEnd(event: SessionEvent): event is EndEvent {
  return event.kind === 'published' || event.kind === 'aborted';
}

/** Limit on an encoded event, in bytes. Messages were limited before they became events. */
export const MAX_EVENT_BYTES: number = 2 ** 30;

const at = integer(0, Number.MAX_SAFE_INTEGER);
const anyBytes = bytesBetween(0, MAX_EVENT_BYTES);

/** Encoding of events in stores. */
export const eventCodec: Codec<SessionEvent> = variant('kind', {
  opened: struct<EventOf<'opened'>>({
    kind: oneOf('opened'),
    at,
    parameters: anyBytes,
    roster: list(struct({ name: text(MAX_NAME_LENGTH), key: fixedBytes(32) }), MAX_CLIENTS),
  }),
  message: struct<EventOf<'message'>>({
    kind: oneOf('message'),
    at,
    envelope: anyBytes,
    attachment: anyBytes,
  }),
  closed: struct<EventOf<'closed'>>({ kind: oneOf('closed'), at, phase: oneOf(...CLIENT_PHASES) }),
  published: struct<EventOf<'published'>>({
    kind: oneOf('published'),
    at,
    record: anyBytes,
    summary: summaryCodec,
  }),
  aborted: struct<EventOf<'aborted'>>({
    kind: oneOf('aborted'),
    at,
    finding: findingCodec,
    summary: summaryCodec,
  }),
});
