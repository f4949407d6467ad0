/** What a client receives from the dealers: one symbol of each mask, checked against the points that its dealer signed. */
import { openBox, openBoxUnauthenticated } from '../../crypto/box.ts';
import { deriveGenerators } from '../../crypto/generators.ts';
import { systemRandom } from '../../crypto/random.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { wellFormed } from '../../session/checks/enabledChecks.ts';
import type { ClientId } from '../../session/party.ts';
import { type KeyContext, shareBoxKey } from '../../session/secrets.ts';
import { fromBytes } from '../../wire/codec.ts';
import { isUnderRoot } from '../../wire/merkle.ts';
import type { Dealer, Peers, SchemeClientContext } from '../client.ts';
import type { CodeShape } from '../coding/shape.ts';
import { type OpenedSymbol, unopened } from '../coding/symbols.ts';
import { answerBytes, type OpenSymbol, splitSymbol } from './answer.ts';
import {
  dealingCodec,
  deliveriesCodec,
  type Delivery,
  leafDigest,
  SYMBOL_TREE,
} from './messages.ts';
import { symbolSizes } from './demand.ts';
import { codeOf } from './setting.ts';

/** What a client needs to open its boxes. */
interface Recipient {
  readonly keys: KeyContext;
  readonly peers: Peers;
  /** The client's symbol of its mask. */
  readonly own: OpenSymbol;
}

/**
 * Opens the boxes that came with the `shared` broadcast, and checks all symbols in one batch.
 *
 * @param bytes - the attachment of the broadcast
 * @throws CheckFailure `well-formed`, `share-root` or `symbol-opens`
 */
export async function receiveSymbols(
  context: SchemeClientContext,
  recipient: Recipient,
  dealers: readonly Dealer[],
  bytes: Uint8Array,
): Promise<ReadonlyMap<ClientId, OpenSymbol>> {
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
  const received = dealers.map((dealer, i): ReceivedSymbol => {
    const delivery = deliveries[i]!;
    requireRooted(context, recipient, dealer, delivery);
    const { points } = delivery.leaf;
    const { client } = dealer;
    if (client === self) return { client, points, ...recipient.own };
    return { client, points, ...openDelivery(context, recipient, shape, client, delivery) };
  });
  const wrong = checks.isOn('symbol-opens')
    ? await wrongSymbol(kernel, shape, received)
    : undefined;
  checks.require('symbol-opens', wrong === undefined, () => ({
    message: `the symbol from client ${wrong} is not the one that its points are commitments to`,
    culprit: wrong,
  }));
  return new Map(received.map(({ client, symbol, blinders }) => [client, { symbol, blinders }]));
}

interface ReceivedSymbol extends OpenedSymbol {
  readonly client: ClientId;
}

async function wrongSymbol(
  kernel: Kernel,
  shape: CodeShape,
  received: readonly ReceivedSymbol[],
): Promise<ClientId | undefined> {
  const off = received.find(({ points }) => !kernel.areOnCurve(points));
  if (off) return off.client;
  const generators = await deriveGenerators(kernel, shape.columns);
  const [first] = await unopened(kernel, shape, generators, received, systemRandom);
  return first === undefined ? undefined : received[first]!.client;
}

/** Requires a leaf to be under the root that its dealer signed. */
function requireRooted(
  { checks, self }: SchemeClientContext,
  { peers }: Recipient,
  { client: from, schemeBody }: Dealer,
  { leaf, path }: Delivery,
): void {
  const { root } = wellFormed(
    () => fromBytes(dealingCodec, schemeBody, dealingCodec.maxBytes, 'dealing'),
    from,
  );
  const recipients = [...peers.schemeKeys.keys()];
  const position = recipients.indexOf(self);
  const digest = leafDigest(self, leaf);
  const rooted = isUnderRoot(SYMBOL_TREE, root, recipients.length, position, digest, path);
  checks.require('share-root', rooted, () => ({
    message: `the symbol from client ${from} is not the one that it signed`,
  }));
}

function openDelivery(
  { checks, self, kernel }: SchemeClientContext,
  { keys, peers }: Recipient,
  shape: CodeShape,
  from: ClientId,
  { leaf }: Delivery,
): OpenSymbol {
  const boxKey = shareBoxKey(keys, peers.agreed.get(from)!, from, self);
  const opened = openBox(boxKey, leaf.box);
  const size = answerBytes(shape);
  checks.require('symbol-opens', opened?.length === size, () => ({
    message: `the box from client ${from} does not open to a symbol`,
    // A box that does not open may come from an honest dealer that was shown another list of keys,
    // and therefore derived another key.
    culprit: opened === undefined ? undefined : from,
  }));
  const bytes = new Uint8Array(size);
  bytes.set((opened ?? openBoxUnauthenticated(boxKey, leaf.box)).subarray(0, size));
  boxKey.key.wipe();
  const canonical = kernel.areCanonical(bytes);
  checks.require('symbol-opens', canonical, () => ({
    message: `the symbol from client ${from} holds an element that is not below ℓ`,
    culprit: from,
  }));
  return splitSymbol(shape, canonical ? bytes : new Uint8Array(size));
}
