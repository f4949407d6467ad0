import type { Outgoing } from '../../coordinator/context.ts';
import { type AttachedPieces, onePiece } from '../../coordinator/attached.ts';
import { frameHeads } from '../wire/frame.ts';

/**
 * The frame of a message to a client, whose bytes are put together as they are sent. An envelope that
 * goes to everyone is in memory once, however many clients read it.
 */
export function frameFor({
  message: { envelope, attachment = new Uint8Array(0) },
  attached = onePiece(attachment),
}: Pick<Outgoing, 'message' | 'attached'>): AttachedPieces {
  const [before, between] = frameHeads(envelope.length, attached.length);
  const first = [before, envelope, between];
  return {
    length: first.reduce((sum, { length }) => sum + length, attached.length),
    *pieces() {
      for (const bytes of first) yield* onePiece(bytes).pieces();
      yield* attached.pieces();
    },
  };
}
