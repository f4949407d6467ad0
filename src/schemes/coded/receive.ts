/** What a client receives from the dealers: one symbol of each mask, checked against the points that its dealer signed. */
import { wellFormed } from '../../session/checks/enabledChecks.ts';
import type { ClientId } from '../../session/party.ts';
import { type KeyContext, shareBoxKey } from '../../session/secrets.ts';
import { fromBytes } from '../../wire/codec.ts';
import { isUnderRoot } from '../../wire/merkle.ts';
import type { Dealer, Peers, SchemeClientContext } from '../client.ts';
import type { OpenSymbol } from './answer.ts';
import { symbolSizes } from './demand.ts';
import {
  dealingCodec,
  deliveriesCodec,
  type Delivery,
  leafDigest,
  SYMBOL_TREE,
} from './messages.ts';
import { openSymbols, type SealedSymbol } from './openSymbols.ts';
import { codeOf } from './setting.ts';

/** What a client needs to open its boxes. */
interface Recipient {
  readonly keys: KeyContext;
  readonly peers: Peers;
  /** The client's symbol of its mask. */
  readonly own: OpenSymbol;
}

/** What a client got from the dealers. */
export interface ReceivedSymbols {
  /** The symbol of each dealer, but of the faulty ones none. */
  readonly held: ReadonlyMap<ClientId, OpenSymbol>;
  /** The dealers whose boxes do not hold what their leaves say, ascending. */
  readonly faulty: readonly ClientId[];
}

/**
 * Opens the boxes that came with the `shared` broadcast, and checks all symbols in one batch.
 *
 * @param bytes - the attachment of the broadcast
 * @throws CheckFailure `well-formed` or `share-root`
 */
export async function receiveSymbols(
  context: SchemeClientContext,
  recipient: Recipient,
  dealers: readonly Dealer[],
  bytes: Uint8Array,
): Promise<ReceivedSymbols> {
  const { checks, session, self, kernel } = context;
  const shape = codeOf(session);
  const codec = deliveriesCodec(session.parameters.clients, symbolSizes(shape));
  const deliveries = wellFormed(
    () => fromBytes(codec, bytes, codec.maxBytes, 'deliveries'),
    undefined,
  );
  // No culprit: an attachment is not signed, and may have been changed in transit.
  checks.require('share-root', deliveries.length === dealers.length, () => ({
    message: `${deliveries.length} symbols came from ${dealers.length} dealers`,
  }));
  const sealed = dealers.flatMap((dealer, i) => {
    const one = sealedSymbol(context, recipient, dealer, deliveries[i]!);
    return one ? [one] : [];
  });
  const opened = await openSymbols(kernel, shape, sealed);
  const held = new Map<ClientId, OpenSymbol>();
  const faulty: ClientId[] = [];
  for (const { client } of dealers) {
    const { held: symbol, fault } = opened.get(client) ?? { held: recipient.own, fault: undefined };
    // With the check off, a client takes whatever it finds for its symbol.
    if (client !== self && fault !== undefined && checks.isOn('symbol-opens')) faulty.push(client);
    else held.set(client, symbol);
  }
  return { held, faulty };
}

/** A box that its dealer signed, with what opens it; none for this client's own. @throws CheckFailure */
function sealedSymbol(
  { checks, self }: SchemeClientContext,
  { keys, peers }: Recipient,
  { client: dealer, schemeBody }: Dealer,
  { leaf, path }: Delivery,
): SealedSymbol | undefined {
  const { root } = wellFormed(
    () => fromBytes(dealingCodec, schemeBody, dealingCodec.maxBytes, 'dealing'),
    dealer,
  );
  const recipients = [...peers.schemeKeys.keys()];
  const position = recipients.indexOf(self);
  const digest = leafDigest(self, leaf);
  const rooted = isUnderRoot(SYMBOL_TREE, root, recipients.length, position, digest, path);
  checks.require('share-root', rooted, () => ({
    message: `the symbol from client ${dealer} is not the one that it signed`,
  }));
  if (dealer === self) return undefined;
  return { dealer, leaf, key: shareBoxKey(keys, peers.agreed.get(dealer)!, dealer, self) };
}
