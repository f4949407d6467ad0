import { equalBytes } from '../crypto/tupleHash.ts';
import { wellFormed } from '../session/defences.ts';
import { maxShareLeavesBytes } from '../session/messageSizes.ts';
import { type Abort, type Advance, orAbort, Phase } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import type { Signed } from '../session/signed.ts';
import { collectedCodec } from '../wire/bodies/coordinator.ts';
import {
  deliveriesCodec,
  SHARE_TREE,
  shareCodec,
  shareLeafDigest,
  shareLeavesCodec,
} from '../wire/bodies/share.ts';
import { fromBytes, toBytes } from '../wire/codec.ts';
import { merkleTree } from '../wire/merkle.ts';
import type { Message } from '../wire/message.ts';
import { broadcast, demandQuorum, type Outgoing } from './context.ts';
import { inOrder, receiveInto, type Receipt } from './inbox.ts';
import type { CollectingShares, CollectingCommitments, Dealing, ShareContents } from './states.ts';

/** Receives a client's sharing. */
export function receiveShare(state: CollectingShares, message: Message): Promise<Receipt> {
  const contents = state.look();
  const { context, keys, shared } = contents;
  return receiveInto(
    context,
    shared,
    'share',
    (client) => keys.has(client),
    message,
    (signed, attachment) => readDealing(contents, signed, attachment),
  );
}

/** Ends phase 1: sends everyone the list of dealers, and each client its boxes. */
export function closeShare(
  state: CollectingShares,
): Promise<Advance<CollectingCommitments, readonly Outgoing[]> | Abort> {
  const { context, history, advertised, keys, shared } = state.take();
  return orAbort(
    () => {
      demandQuorum(context, shared.size);
      const dealers = inOrder(shared);
      const body = toBytes(collectedCodec(context.roster.size), {
        history,
        envelopes: dealers.map(([, { signed }]) => signed.bytes),
      });
      const sent = broadcast(context, 'shared', history, body);
      const dealings = new Map(dealers.map(([client, { contents }]) => [client, contents]));
      const payloadBytes = context.session.payloadBytes;
      const next = {
        context,
        history: sent.history,
        keyHistory: history,
        advertised,
        shared: sent.envelope,
        sharedHistory: sent.history,
        keys,
        dealings,
        committed: new Map(),
        total: new Uint8Array(payloadBytes),
      };
      return Promise.resolve({
        kind: 'advance',
        state: new Phase('commit', next),
        output: dealers.map(([to]) => ({
          to,
          message: {
            envelope: sent.envelope,
            attachment: deliveriesTo(to, next, dealings.values()),
          },
        })),
      });
    },
    () => undefined,
  );
}

function readDealing(
  { context, keys }: ShareContents,
  signed: Signed,
  attachment: Uint8Array,
): Dealing {
  const { client, body } = signed;
  const { seedDigest, root, commitmentDigest } = wellFormed(
    () => fromBytes(shareCodec, body, body.length, 'share'),
    client,
  );
  const limit = maxShareLeavesBytes(context.session);
  const codec = shareLeavesCodec(context.roster.size);
  // No culprit from here on: the boxes are not signed themselves, so whoever carried them may have changed them.
  const leaves = wellFormed(() => fromBytes(codec, attachment, limit, 'share leaves'), undefined);
  const recipients = [...keys.keys()];
  // A leaf beyond the recipients has no number to be hashed with.
  const complete = leaves.length === recipients.length;
  const digests = complete ? leaves.map((leaf, i) => shareLeafDigest(recipients[i]!, leaf)) : [];
  const tree = merkleTree(SHARE_TREE, digests);
  const rooted = complete && equalBytes(tree.root, root);
  context.defences.demand('share-root', rooted, () => ({
    message: `the boxes of client ${client} do not lie under the root that it signed; let them be sent again`,
  }));
  return {
    seedDigest,
    commitmentDigest,
    leaves: new Map(recipients.map((id, i) => [id, leaves[i]!])),
    paths: tree.paths,
  };
}

/** What one recipient gets: its leaf and path from each dealer. */
function deliveriesTo(
  to: ClientId,
  { context, keys }: Pick<ShareContents, 'context' | 'keys'>,
  dealings: Iterable<Dealing>,
): Uint8Array {
  const position = [...keys.keys()].indexOf(to);
  const deliveries = Array.from(dealings, ({ leaves, paths }) => ({
    leaf: leaves.get(to)!,
    path: paths[position]!,
  }));
  return toBytes(deliveriesCodec(context.roster.size), deliveries);
}
