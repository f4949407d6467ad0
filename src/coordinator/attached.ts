/** Attachments that are put together while they are sent. */
import { listHead } from '../wire/cbor.ts';
import type { Message } from '../wire/transcript.ts';

/** Bytes that are read at once. */
const TOGETHER = 2 ** 18;

/** An attachment that is put together as it is sent. */
export interface AttachedPieces {
  /** Size of the whole attachment, in bytes. */
  readonly length: number;
  /** All pieces in order. The bytes of a piece are read as it is asked for; nothing is kept. */
  pieces(): Iterable<AttachedPiece>;
}

/** One piece of an attachment. */
export interface AttachedPiece {
  readonly length: number;
  /** @throws what the host's `storedAttachments` throws */
  read(): Promise<Uint8Array>;
}

/** Bytes that are in memory already. */
export function onePiece(bytes: Uint8Array): AttachedPieces {
  const { length } = bytes;
  return { length, pieces: () => [{ length, read: () => Promise.resolve(bytes) }] };
}

/**
 * A CBOR list, some of whose items are read at once.
 *
 * @param sizes - the sizes of the encoded items, in bytes
 * @param read - encodes the items from `first` to the one before `end`, one after the other
 */
export function listInPieces(
  sizes: readonly number[],
  read: (first: number, end: number) => Promise<Uint8Array>,
): AttachedPieces {
  const head = onePiece(listHead(sizes.length));
  return {
    length: sizes.reduce((sum, size) => sum + size, head.length),
    *pieces() {
      yield* head.pieces();
      for (let next = 0; next < sizes.length;) {
        const first = next;
        let length = sizes[next++]!;
        while (next < sizes.length && length + sizes[next]! <= TOGETHER) length += sizes[next++]!;
        const end = next;
        yield { length, read: () => read(first, end) };
      }
    },
  };
}

/** An attachment that is looked up whenever it is asked for, so that nothing is kept of it: there is one for each client. */
export function lookedUp(find: () => AttachedPieces): AttachedPieces {
  return {
    get length() {
      return find().length;
    },
    pieces: () => find().pieces(),
  };
}

/** A message with its attachment, as its client gets it. */
export async function wholeMessage({
  message,
  attached,
}: {
  readonly message: Message;
  readonly attached?: AttachedPieces | undefined;
}): Promise<Message> {
  return attached ? { ...message, attachment: await wholeOf(attached) } : message;
}

/** All of an attachment. */
export async function wholeOf(attached: AttachedPieces): Promise<Uint8Array> {
  const whole = new Uint8Array(attached.length);
  let at = 0;
  for (const piece of attached.pieces()) {
    whole.set(await piece.read(), at);
    at += piece.length;
  }
  return whole;
}
