/** What the clients get with the list of dealers: from each dealer its part for them. */
import type { Dealt } from '../schemes/coordinator.ts';
import type { ClientId } from '../session/party.ts';
import { listHead } from '../wire/cbor.ts';
import type { AttachedPieces } from './attached.ts';
import type { CoordinatorContext } from './context.ts';

/** Bytes that are read back from the host at once. */
const TOGETHER = 2 ** 18;

/** The attachment of `shared` for one client: a list with what each dealer that dealt to it sent. */
export function deliveriesTo(
  to: ClientId,
  phase: Dealt<unknown>,
  { scheme }: Pick<CoordinatorContext, 'scheme'>,
): AttachedPieces {
  const { dealings } = phase;
  const dealing = scheme.dealersTo?.(to, phase) ?? [...dealings.keys()];
  const all = dealing
    .map((client) => ({
      dealer: [client, dealings.get(client)] as const,
      size: scheme.dealtBytes(to, phase, dealings.get(client)),
    }))
    .filter(({ size }) => size > 0);
  const dealers = all.map(({ dealer }) => dealer);
  const sizes = all.map(({ size }) => size);
  const head = listHead(dealers.length);
  return {
    length: sizes.reduce((sum, size) => sum + size, head.length),
    *pieces() {
      yield { length: head.length, read: () => Promise.resolve(head) };
      for (let first = 0; first < dealers.length;) {
        let length = sizes[first]!;
        let end = first + 1;
        while (end < dealers.length && length + sizes[end]! <= TOGETHER) length += sizes[end++]!;
        const some = dealers.slice(first, end);
        yield { length, read: () => scheme.dealtTo(to, phase, some) };
        first = end;
      }
    },
  };
}
