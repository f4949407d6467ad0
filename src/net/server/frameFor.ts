import type { Outgoing } from '../../coordinator/context.ts';
import type { AttachedPieces } from '../../coordinator/attached.ts';
import { frameHead, frameOf } from '../wire/frame.ts';

/** The frame of a message to a client, whose bytes are put together as they are sent. */
export function frameFor({
  message,
  attached,
}: Pick<Outgoing, 'message' | 'attached'>): AttachedPieces {
  const start = attached ? frameHead(message.envelope, attached.length) : frameOf(message);
  return {
    length: start.length + (attached?.length ?? 0),
    *pieces() {
      yield { length: start.length, read: () => Promise.resolve(start) };
      if (attached) yield* attached.pieces();
    },
  };
}
