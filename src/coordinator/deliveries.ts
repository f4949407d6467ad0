/** What the clients get with the list of dealers: from each dealer its part for them. */
import { concatBytes } from '@noble/hashes/utils.js';
import type { Dealt } from '../schemes/coordinator.ts';
import type { ClientId } from '../session/party.ts';
import { listHead } from '../wire/cbor.ts';
import type { CoordinatorContext } from './context.ts';

/** Bytes that are read back from the host at once. */
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

/** The attachment of `shared` for one client: a list with what each dealer dealt to it. */
export function deliveriesTo(
  to: ClientId,
  phase: Dealt<unknown>,
  { scheme }: Pick<CoordinatorContext, 'scheme'>,
): AttachedPieces {
  const dealers = [...phase.dealings];
  const head = listHead(dealers.length);
  const sizes = dealers.map(([, dealing]) => scheme.dealtBytes(to, phase, dealing));
  return {
    length: sizes.reduce((sum, size) => sum + size, head.length),
    *pieces() {
      yield { length: head.length, read: () => Promise.resolve(head) };
      for (let first = 0; first < dealers.length;) {
        let length = sizes[first]!;
        let end = first + 1;
        while (end < dealers.length && length + sizes[end]! <= TOGETHER) length += sizes[end++]!;
        const some = dealers.slice(first, end);
        const read = async (): Promise<Uint8Array> =>
          concatBytes(...(await scheme.dealtTo(to, phase, some)));
        yield { length, read };
        first = end;
      }
    },
  };
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
