import { tupleHash, tupleHashStream } from '../../crypto/tupleHash.ts';
import type { ClientId } from '../../session/party.ts';

/** Size in bytes of the number that a client draws its neighbours with. */
export const NONCE_BYTES = 32;

/** The digest of a client's number ρ, which it signs in its Advertise. */
export function nonceDigest(session: Uint8Array, client: ClientId, nonce: Uint8Array): Uint8Array {
  return tupleHash('veilsum-1/neighbour-nonce', session, client, nonce);
}

/** Draws below this are taken modulo a count; others are rejected. */
const WORD = 2 ** 32;

/**
 * A client's out-neighbours: different others of the list, each set equally likely. They follow from the transcript after
 * `advertised`, which nobody knew when the client fixed ρ, and from ρ, which nobody else knew when the list was made. So neither the
 * client nor the coordinator chooses them.
 *
 * @param clients - the clients in the list, ascending
 * @param count - k
 * @param transcriptHash - the transcript hash after `advertised`
 * @param nonce - ρ
 * @returns ascending; all others, if there are no more than k
 */
export function neighboursOf(
  clients: readonly ClientId[],
  count: number,
  transcriptHash: Uint8Array,
  client: ClientId,
  nonce: Uint8Array,
): readonly ClientId[] {
  const own = clients.indexOf(client);
  const others = own < 0 ? clients.length : clients.length - 1;
  const other = (place: number): ClientId => clients[own >= 0 && place >= own ? place + 1 : place]!;
  if (others <= count) return Array.from({ length: others }, (_, place) => other(place));
  const next = tupleHashStream('veilsum-1/neighbours', transcriptHash, client, nonce);
  const usable = WORD - (WORD % others);
  const drawn = new Set<number>();
  while (drawn.size < count) {
    const words = new DataView(next(4 * count).buffer);
    for (let i = 0; i < count && drawn.size < count; i++) {
      const word = words.getUint32(4 * i);
      if (word < usable) drawn.add(word % others);
    }
  }
  return [...drawn].sort((a, b) => a - b).map(other);
}
