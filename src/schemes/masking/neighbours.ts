import type { ClientId } from '../../session/party.ts';

/** Whether a client shares a mask with another: one of the two deals to the other. */
export function tiedTo(
  self: ClientId,
  recipients: ReadonlyMap<ClientId, readonly ClientId[]>,
): (peer: ClientId) => boolean {
  const own = new Set(recipients.get(self));
  return (peer) => own.has(peer) || recipients.get(peer)?.includes(self) === true;
}
