import { type MessageType, messageTypeOf } from '../../src/messages/table.ts';
import type { Identity } from '../../src/crypto/signing.ts';
import type { Session } from '../../src/session/session.ts';
import { type Codec, fromBytes, toBytes } from '../../src/wire/codec.ts';
import { COORDINATOR_SENDER, openEnvelope, sealEnvelope } from '../../src/wire/envelope.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { coordinator } from './federation.ts';

const ANY_SIZE = Number.MAX_SAFE_INTEGER;

/** What a message says, whoever signed it. */
export function bodyOf<T>(codec: Codec<T>, { envelope }: Message): T {
  return fromBytes(codec, openEnvelope(envelope, ANY_SIZE).body, ANY_SIZE, 'body');
}

/** The body of a message, as it travelled. */
export function bodyBytes({ envelope }: Message): Uint8Array {
  return openEnvelope(envelope, ANY_SIZE).body;
}

/** An envelope that the session's own coordinator signed: what it can say when it lies. */
export function fromCoordinator(
  session: Pick<Session, 'digest'>,
  phase: MessageType,
  body: Uint8Array,
): Uint8Array {
  return sealEnvelope(coordinator, session.digest, phase, COORDINATOR_SENDER, body);
}

/** The coordinator's message with something in its body changed, signed again by the coordinator. */
export function retold<T>(
  session: Session,
  phase: MessageType,
  codec: Codec<T>,
  message: Message,
  change: (body: T) => T,
): Message {
  const body = toBytes(codec, change(bodyOf(codec, message)));
  return { ...message, envelope: fromCoordinator(session, phase, body) };
}

/** A client's message with something in its body changed, signed again by that client. */
export function resigned<T>(
  session: Session,
  identity: Identity,
  codec: Codec<T>,
  message: Message,
  change: (body: T) => T,
): Message {
  const { type, sender } = openEnvelope(message.envelope, ANY_SIZE);
  const body = toBytes(codec, change(bodyOf(codec, message)));
  const name = messageTypeOf(type)!;
  return { ...message, envelope: sealEnvelope(identity, session.digest, name, sender, body) };
}

/** Bytes with one bit flipped, counted from the front, or from the end where `at` is negative. */
export function flipped(bytes: Uint8Array, at: number, bit = 0): Uint8Array {
  const changed = bytes.slice();
  changed[at < 0 ? bytes.length + at : at]! ^= 1 << bit;
  return changed;
}
