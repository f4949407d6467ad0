import { scalarToBytes } from '../../crypto/scalar.ts';
import { requireAscending } from '../../messages/signed.ts';
import { wellFormed } from '../../session/checks/enabledChecks.ts';
import { type ClientId, clientId } from '../../session/party.ts';
import { fromBytes } from '../../wire/codec.ts';
import type { SchemeClientContext } from '../client.ts';
import type { OpenedDeliveries } from './boxes.ts';
import { requestCodec, type RevealedShare } from './messages.ts';

/**
 * The shares that this client reveals: one for each dealer that dealt to it and is in the included set (of its
 * self-mask seed) or named as dropped (of its mask secret), and never both for one dealer.
 *
 * @param own - this client's shares of each dealer's secrets; of the dealers that it accused it has none
 * @param included - the set that this client signed
 * @param request - the scheme's part of `unmasking`
 * @throws CheckFailure `well-formed`, `unmask-disjoint`, `senders-distinct` or `subset`
 */
export function answerTo(
  context: SchemeClientContext,
  own: OpenedDeliveries,
  included: ReadonlySet<ClientId>,
  request: Uint8Array,
): RevealedShare[] {
  const codec = requestCodec(context.session.parameters.clients);
  const named = wellFormed(
    () => fromBytes(codec, request, codec.maxBytes, 'request'),
    'coordinator',
  );
  const dropped = requireDropped(context, own, included, named);
  return [...own.held]
    .filter(([client]) => included.has(client) || dropped.has(client))
    .map(([client, pair]) =>
      dropped.has(client)
        ? { client, kind: 'mask-secret', share: scalarToBytes(pair.maskShare) }
        : { client, kind: 'self-mask-seed', share: scalarToBytes(pair.seedShare) },
    );
}

/**
 * Requires each client named as dropped to have dealt shares, not to be included, and to be named
 * once.
 */
function requireDropped(
  { checks, session }: SchemeClientContext,
  { recipients }: Pick<OpenedDeliveries, 'recipients'>,
  included: ReadonlySet<ClientId>,
  named: readonly number[],
): ReadonlySet<ClientId> {
  const ids = named.map((id) => clientId(id, session.parameters.clients)!);
  const both = ids.find((id) => included.has(id));
  checks.require('unmask-disjoint', both === undefined, () => ({
    message: `client ${both} is asked for as dropped, but is in the included set`,
    culprit: 'coordinator',
  }));
  requireAscending(checks, ids);
  const stranger = ids.find((id) => !recipients.has(id));
  checks.require('subset', stranger === undefined, () => ({
    message: `client ${stranger} is in the list, but was not in the phase before`,
    culprit: 'coordinator',
  }));
  return new Set(ids);
}
