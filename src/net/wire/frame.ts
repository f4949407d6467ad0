import { bytesBetween, type Codec, fromBytes, struct, toBytes } from '../../wire/codec.ts';
import type { Message } from '../../wire/transcript.ts';

/** Media type of a frame, and of a record. */
export const CBOR_TYPE = 'application/cbor';

/** What a frame adds to what it carries, at most. */
export const FRAME_OVERHEAD = 16;

interface Frame {
  readonly envelope: Uint8Array;
  readonly attachment: Uint8Array;
}

const MOST_BYTES = 2 ** 30;

const frameCodec: Codec<Frame> = struct<Frame>({
  envelope: bytesBetween(0, MOST_BYTES),
  attachment: bytesBetween(0, MOST_BYTES),
});

/** A message as the body of a request or a response: CBOR [envelope, attachment], the latter empty where there is none. */
export function frameOf({ envelope, attachment }: Message): Uint8Array {
  return toBytes(frameCodec, { envelope, attachment: attachment ?? new Uint8Array(0) });
}

/** Reads a frame. @throws WireError */
export function messageIn(frame: Uint8Array, maxBytes: number): Message {
  const { envelope, attachment } = fromBytes(frameCodec, frame, maxBytes, 'frame');
  return attachment.length === 0 ? { envelope } : { envelope, attachment };
}
