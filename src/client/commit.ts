import { openBox, openBoxUnauthenticated } from '../crypto/box.ts';
import { fieldFromBytes, fieldToBytes, randomFieldElement } from '../crypto/field.ts';
import { deriveGenerators } from '../crypto/generators.ts';
import { equalBytes, sha256Bulk } from '../crypto/tupleHash.ts';
import { ELEMENT_BYTES, type Mask } from '../kernel/kernel.ts';
import { wellFormed } from '../session/defences.ts';
import { maxDeliveryBytes, maxMessageBytes } from '../session/messageSizes.ts';
import { type Abort, type Advance, orAbort, Phase } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import {
  maskSign,
  pairwiseMaskKey,
  selfMaskKey,
  shareBoxKey,
  shareDigest,
} from '../session/secrets.ts';
import { openFromCoordinator, openSignedList, type Signed } from '../session/signed.ts';
import { commitCodec } from '../wire/bodies/commit.ts';
import { collectedCodec, SMALL_ENVELOPE_BYTES } from '../wire/bodies/coordinator.ts';
import {
  deliveriesCodec,
  type Delivery,
  SHARE_PAIR_BYTES,
  SHARE_TREE,
  shareCodec,
  shareLeafDigest,
} from '../wire/bodies/share.ts';
import type { ShareKind } from '../wire/bodies/unmask.ts';
import { fromBytes, toBytes } from '../wire/codec.ts';
import { envelopeDigest } from '../wire/envelope.ts';
import { isUnderRoot } from '../wire/merkle.ts';
import type { Message } from '../wire/message.ts';
import {
  type ClientContext,
  demandEnough,
  demandHistory,
  demandOwn,
  demandSubset,
  messageOf,
} from './context.ts';
import { type Shared, type SharedContents, type SharePair, wipeSecrets } from './share.ts';

/** A client that sent its commitment and masked payload, and waits for the included list. */
export type Committed = Phase<'committed', CommittedContents>;

/** @internal What is left after the input has gone: no key and no input, only shares of others' secrets. */
export interface CommittedContents {
  readonly context: ClientContext;
  readonly history: Uint8Array;
  /** What this client holds of every dealer in the Share list, itself among them. */
  readonly held: ReadonlyMap<ClientId, SharePair>;
  /** {@link envelopeDigest} of the Commit envelope that was sent. */
  readonly commitDigest: Uint8Array;
}

/**
 * Phase 2, Commit: checks the shares that arrived, commits to the input, and masks it
 * (Bonawitz et al., CCS 2017, round 2; the commitment is ours).
 *
 * @param message - the coordinator's `shared`, with this client's boxes beside it
 */
export function commit(
  state: Shared,
  message: Message,
): Promise<Advance<Committed, Message> | Abort> {
  const contents = state.take();
  const transition = orAbort(
    () => commitAndMask(contents, message),
    () => undefined,
  );
  return transition.finally(() => {
    wipeSecrets(contents);
  });
}

async function commitAndMask(
  contents: SharedContents,
  message: Message,
): Promise<Advance<Committed, Message>> {
  const { context } = contents;
  const { history, held } = await receiveShares(contents, message);
  const { session, kernel, work } = context;
  const blinders = drawBlinders(context);
  const generators = await deriveGenerators(kernel, columnsOf(context));
  const commitments = await kernel.commitRows(
    contents.input,
    blinders,
    session.parameters.rowLength,
    generators,
    work,
  );
  const payload = new Uint8Array(session.payloadBytes);
  payload.set(kernel.pack(contents.input, session.layout));
  payload.set(blinders, session.packedElements * ELEMENT_BYTES);
  blinders.fill(0);
  const masks = masksOver(contents, [...held.keys()]);
  await kernel.addMasks(payload, masks, work);
  for (const { key } of masks) key.fill(0);

  const payloadDigest = await sha256Bulk(payload);
  const body = toBytes(commitCodec(session.rows), { commitments, payloadDigest });
  const output = messageOf(context, 'commit', body, payload);
  const commitDigest = envelopeDigest(output.envelope);
  const once = context.defences.has('one-shot');
  const state = new Phase('committed', { context, history, held, commitDigest }, once);
  return { kind: 'advance', state, output };
}

/** Checks the Share list and the boxes, and returns what this client holds of every dealer. */
async function receiveShares(
  contents: SharedContents,
  message: Message,
): Promise<{ history: Uint8Array; held: Map<ClientId, SharePair> }> {
  const { context, peers } = contents;
  const { session } = context;
  const { clients } = session.parameters;
  const maxBytes = maxMessageBytes(session, 'shared');
  const envelope = await openFromCoordinator(context, message.envelope, 'shared', maxBytes);
  const body = wellFormed(
    () => fromBytes(collectedCodec(clients), envelope.body, maxBytes, 'shared'),
    'coordinator',
  );
  const history = demandHistory(context, contents.history, body.history, message.envelope);
  const dealers = await openSignedList(context, body.envelopes, 'share', SMALL_ENVELOPE_BYTES);
  demandEnough(context, dealers.length, 'dealt shares');
  demandOwn(context, contents.shareEnvelope, dealers.find((d) => d.client === context.self)?.bytes);
  demandSubset(
    context,
    dealers.map((d) => d.client),
    (id) => peers.has(id as ClientId),
  );

  const deliveries = wellFormed(() => {
    const bytes = message.attachment ?? new Uint8Array(0);
    return fromBytes(deliveriesCodec(clients), bytes, maxDeliveryBytes(session), 'deliveries');
  }, 'coordinator');
  const held = new Map<ClientId, SharePair>();
  dealers.forEach((dealer, i) => {
    const delivery = deliveries[i];
    held.set(
      dealer.client,
      dealer.client === context.self ? contents.ownPair : openDelivery(contents, dealer, delivery),
    );
  });
  return { history, held };
}

function openDelivery(
  { context, keys, peers, agreed }: SharedContents,
  dealer: Signed,
  delivery: Delivery | undefined,
): SharePair {
  const { defences, self } = context;
  const from = dealer.client;
  const { root } = wellFormed(
    () => fromBytes(shareCodec, dealer.body, SMALL_ENVELOPE_BYTES, 'share'),
    from,
  );
  const position = [...peers.keys()].indexOf(self);
  const rooted =
    delivery !== undefined &&
    isUnderRoot(
      SHARE_TREE,
      root,
      peers.size,
      position,
      shareLeafDigest(self, delivery.leaf),
      delivery.path,
    );
  defences.demand('share-root', rooted, () => ({
    message: `the box from client ${from} is not the one that it signed`,
    culprit: 'coordinator',
  }));
  const leaf = delivery!.leaf;
  const boxKey = shareBoxKey(keys, agreed.get(from)!, from, self);
  const opened = openBox(boxKey, leaf.box);
  defences.demand('box-authentic', opened?.length === SHARE_PAIR_BYTES, () => ({
    message: `the box from client ${from} does not open`,
    culprit: from,
  }));
  const pair = opened ?? openBoxUnauthenticated(boxKey, leaf.box);
  boxKey.key.wipe();
  const read = (kind: ShareKind, offset: number, digest: Uint8Array): bigint => {
    const bytes = pair.slice(offset, offset + ELEMENT_BYTES);
    const share = fieldFromBytes(bytes);
    const matches = equalBytes(shareDigest(keys.session, from, self, kind, bytes), digest);
    defences.demand('share-matches', share !== undefined && matches, () => ({
      message: `a share from client ${from} is not the one whose digest it signed`,
      culprit: from,
    }));
    return share ?? 0n;
  };
  return {
    maskShare: read('mask-secret', 0, leaf.maskShareDigest),
    seedShare: read('self-mask-seed', ELEMENT_BYTES, leaf.seedShareDigest),
  };
}

/** Every mask on this client's payload: its own, and one with each other dealer. */
function masksOver(contents: SharedContents, dealers: readonly ClientId[]): Mask[] {
  const { context, keys, peers, maskKeys, seed } = contents;
  const { self } = context;
  return dealers.map((peer): Mask => {
    const secret =
      peer === self
        ? selfMaskKey(keys, seed, self)
        : pairwiseMaskKey(keys, maskKeys.secret, self, peer, peers.get(peer)!.maskKey);
    return { key: secret.expose(), sign: peer === self ? 1 : maskSign(self, peer) };
  });
}

/** One uniform blinder a row. */
function drawBlinders({ session, random }: ClientContext): Uint8Array {
  const blinders = new Uint8Array(session.rows * ELEMENT_BYTES);
  for (let row = 0; row < session.rows; row++) {
    blinders.set(fieldToBytes(randomFieldElement(random)), row * ELEMENT_BYTES);
  }
  return blinders;
}

function columnsOf({ session }: ClientContext): number {
  return Math.min(session.parameters.length, session.parameters.rowLength);
}
