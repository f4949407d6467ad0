import { type UnmaskingBody, unmaskingCodec } from '../../src/messages/broadcasts.ts';
import type { Broadcast } from '../../src/messages/broadcast.ts';
import { type BroadcastType, maxMessageBytes, messageTypeOf } from '../../src/messages/table.ts';
import { requestCodec } from '../../src/schemes/masking/messages.ts';
import { pairwiseAdvertiseCodec } from '../../src/schemes/pairwise/messages.ts';
import type { Session } from '../../src/session/session.ts';
import { type Codec, nested } from '../../src/wire/codec.ts';
import { openEnvelope } from '../../src/wire/envelope.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { bodyOf } from './forgery.ts';

/** The whole body of `unmasking`, with the scheme's part in it. */
export function pairwiseUnmaskingCodec(session: Session): Codec<UnmaskingBody<readonly number[]>> {
  const { clients } = session.parameters;
  const request = nested(requestCodec(clients), 'request');
  return unmaskingCodec(clients, maxMessageBytes(session, 'confirm'), request);
}

/** Both keys in an Advertise. */
export function keysIn(message: Message): { maskKey: Uint8Array; boxKey: Uint8Array } {
  const { schemeKeys, boxKey } = bodyOf(pairwiseAdvertiseCodec, message);
  return { maskKey: schemeKeys.maskKey, boxKey };
}

/** A coordinator's message as a state takes it, without anybody having authenticated it. */
export function broadcastIn({
  envelope: bytes,
  attachment = new Uint8Array(0),
}: Message): Broadcast {
  const envelope = openEnvelope(bytes, bytes.length);
  return { type: messageTypeOf(envelope.type) as BroadcastType, envelope, attachment };
}
