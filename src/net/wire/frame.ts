import { concatBytes } from '@noble/hashes/utils.js';
import { bytesHead, listHead } from '../../wire/cbor.ts';
import { bytesBetween, type Codec, fromBytes, struct, toBytes } from '../../wire/codec.ts';
import type { Message } from '../../wire/transcript.ts';

/** Media type of frames and records. */
export const CBOR_TYPE = 'application/cbor';

/** Largest overhead of a frame over its envelope and attachment, in bytes. */
export const FRAME_OVERHEAD = 16;

interface Frame {
  readonly envelope: Uint8Array;
  readonly attachment: Uint8Array;
}

/** Limit on an envelope or attachment in the codec, in bytes; callers pass a tighter one. */
const MOST_BYTES = 2 ** 30;

const frameCodec: Codec<Frame> = struct<Frame>({
  envelope: bytesBetween(0, MOST_BYTES),
  attachment: bytesBetween(0, MOST_BYTES),
});

/**
 * Encodes a message as the body of a request or response: the CBOR list [envelope, attachment],
 * where the attachment is empty if there is none.
 */
export function frameOf({ envelope, attachment }: Message): Uint8Array {
  return toBytes(frameCodec, { envelope, attachment: attachment ?? new Uint8Array(0) });
}

/** The bytes of a frame before its envelope, and those between envelope and attachment. */
export function frameHeads(
  envelopeBytes: number,
  attachmentBytes: number,
): readonly [Uint8Array, Uint8Array] {
  return [concatBytes(listHead(2), bytesHead(envelopeBytes)), bytesHead(attachmentBytes)];
}

/**
 * Decodes a frame.
 *
 * @param maxBytes - Limit on the frame, checked before anything is decoded.
 * @throws WireError if it is larger, or not a canonical frame
 */
export function messageIn(frame: Uint8Array, maxBytes: number): Message {
  const { envelope, attachment } = fromBytes(frameCodec, frame, maxBytes, 'frame');
  return attachment.length === 0 ? { envelope } : { envelope, attachment };
}
