/** What the clients get with the list of dealers: from each dealer its part for them. */
import type { Dealt } from '../schemes/coordinator.ts';
import type { ClientId } from '../session/party.ts';
import { type AttachedPieces, listInPieces, lookedUp } from './attached.ts';
import type { CoordinatorContext } from './context.ts';

/** The attachment of `shared` for one client: a list with what each dealer that dealt to it sent. */
export function deliveriesTo(
  to: ClientId,
  phase: Dealt<unknown>,
  { scheme }: Pick<CoordinatorContext, 'scheme'>,
): AttachedPieces {
  const { dealings } = phase;
  return lookedUp(() => {
    const dealing = scheme.dealersTo?.(to, phase) ?? [...dealings.keys()];
    const all = dealing
      .map((client) => ({
        dealer: [client, dealings.get(client)] as const,
        size: scheme.dealtBytes(to, phase, dealings.get(client)),
      }))
      .filter(({ size }) => size > 0);
    const dealers = all.map(({ dealer }) => dealer);
    const sizes = all.map(({ size }) => size);
    return listInPieces(sizes, (first, end) =>
      scheme.dealtTo(to, phase, dealers.slice(first, end)),
    );
  });
}
