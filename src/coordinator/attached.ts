/** Attachments that are put together while they are sent. */
import type { Message } from '../wire/transcript.ts';

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
