import { type ShareKind } from '../../src/schemes/masking/messages.ts';
import type { ClientId } from '../../src/session/party.ts';

import type { Seat } from './parties/seat.ts';

/** What the honest holders of one session have released, and what follows from it for whoever collects it. */
export class Releases {
  readonly seats: Map<ClientId, Seat> = new Map();
  readonly #holders = new Map<string, Set<ClientId>>();

  /** Notes a share that `holder` released. Returns whether a share of the other kind is out as well. */
  note(holder: ClientId, dealer: ClientId, kind: ShareKind): boolean {
    this.#of(dealer, kind).add(holder);
    return this.#of(dealer, kind === 'mask-secret' ? 'self-mask-seed' : 'mask-secret').size > 0;
  }

  /**
   * The smallest number of honest inputs whose sum the released shares unmask, or `undefined` where they unmask none.
   * Corrupt clients show both shares of everyone who dealt to them. What is left of the masks joins payloads into
   * groups that open only together.
   */
  smallestSum(corrupt: ReadonlySet<ClientId>, threshold: number): number | undefined {
    const known = (dealer: ClientId, kind: ShareKind): boolean => {
      if (corrupt.has(dealer)) return true;
      const recipients = this.seats.get(dealer)?.adverts ?? [];
      const given = recipients.filter((id) => corrupt.has(id));
      return new Set([...this.#of(dealer, kind), ...given]).size >= threshold;
    };
    const payloads = [...this.seats.values()].filter((seat) => seat.sent.has('commit'));
    /** The clients whose mask with this one stays unknown. */
    const tied = (seat: Seat): ClientId[] =>
      (seat.dealers ?? []).filter(
        (peer) => peer !== seat.id && !known(peer, 'mask-secret') && !known(seat.id, 'mask-secret'),
      );
    const cancels = (seat: Seat, peer: ClientId): boolean => {
      const other = this.seats.get(peer);
      return (
        other?.sent.has('commit') === true &&
        other.keys === seat.keys &&
        (other.dealers ?? []).includes(seat.id)
      );
    };
    const sizes = payloads.flatMap((start): number[] => {
      const group = new Set<ClientId>([start.id]);
      for (const id of group) {
        const seat = this.seats.get(id)!;
        const ties = tied(seat);
        if (!ties.every((peer) => cancels(seat, peer)) || !known(id, 'self-mask-seed')) return [];
        ties.forEach((peer) => group.add(peer));
      }
      return [group.size];
    });
    return sizes.length === 0 ? undefined : Math.min(...sizes);
  }

  #of(dealer: ClientId, kind: ShareKind): Set<ClientId> {
    const key = `${dealer} ${kind}`;
    const holders = this.#holders.get(key) ?? new Set<ClientId>();
    this.#holders.set(key, holders);
    return holders;
  }
}
