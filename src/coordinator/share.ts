import { equalBytes } from '../crypto/tupleHash.ts';
import { readable, wellFormed } from '../session/checks/enabledChecks.ts';
import { maxShareLeavesBytes } from '../messages/sizes.ts';
import { type Abort, type Advance, orAbort, OneShot } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import type { Signed } from '../messages/signed.ts';
import { collectedCodec } from '../messages/broadcasts.ts';
import {
  deliveriesCodec,
  SHARE_TREE,
  type ShareLeaf,
  shareCodec,
  shareLeafDigest,
  shareLeavesCodec,
} from '../messages/share.ts';
import { fromBytes, toBytes } from '../wire/codec.ts';
import { type MerkleTree, merkleTree } from '../wire/merkle.ts';
import type { Message } from '../wire/message.ts';
import { broadcast, requireThreshold, type Outgoing } from './context.ts';
import { sortedByClient, acceptSubmission, type SubmissionOutcome } from './submissions.ts';
import type { CollectingShares, CollectingCommitments, Dealing, ShareContents } from './states.ts';

/** Receives a client's sharing. */
export function receiveShare(
  state: CollectingShares,
  message: Message,
): Promise<SubmissionOutcome> {
  const contents = state.peek();
  const { context, keys, shared } = contents;
  return acceptSubmission(
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
  const { context, transcriptHash, advertised, keys, shared } = state.take();
  return orAbort(
    () => {
      requireThreshold(context, shared.size);
      const dealers = sortedByClient(shared);
      const body = toBytes(collectedCodec(context.roster.size), {
        transcriptHash,
        envelopes: dealers.map(([, { signed }]) => signed.bytes),
      });
      const sent = broadcast(context, 'shared', transcriptHash, body);
      const dealings = new Map(dealers.map(([client, { contents }]) => [client, contents]));
      const payloadBytes = context.session.payloadBytes;
      const next = {
        context,
        transcriptHash: sent.transcriptHash,
        keyTranscript: transcriptHash,
        advertised,
        shared: sent.envelope,
        sharedTranscript: sent.transcriptHash,
        keys,
        dealings,
        committed: new Map(),
        total: new Uint8Array(payloadBytes),
      };
      return Promise.resolve({
        kind: 'advance',
        state: new OneShot('commit', next),
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

/**
 * Whether the boxes attached to a Share are those under its root. A body that cannot be read is
 * rejected elsewhere.
 */
export function coversLeaves(
  contents: ShareContents,
  { body }: Signed,
  attachment: Uint8Array,
): boolean {
  const share = readable(() => fromBytes(shareCodec, body, body.length, 'share'));
  const leaves = readable(() => leavesIn(contents, attachment));
  if (share === undefined || leaves === undefined) return share === undefined;
  return equalBytes(treeOver(contents, leaves)?.root ?? new Uint8Array(0), share.root);
}

function leavesIn({ context }: ShareContents, attachment: Uint8Array): readonly ShareLeaf[] {
  const codec = shareLeavesCodec(context.roster.size);
  return fromBytes(codec, attachment, maxShareLeavesBytes(context.session), 'share leaves');
}

/** The tree over one leaf for each recipient; a leaf beyond them has no number to be hashed with. */
function treeOver({ keys }: ShareContents, leaves: readonly ShareLeaf[]): MerkleTree | undefined {
  const recipients = [...keys.keys()];
  if (leaves.length !== recipients.length) return undefined;
  return merkleTree(
    SHARE_TREE,
    leaves.map((leaf, i) => shareLeafDigest(recipients[i]!, leaf)),
  );
}

function readDealing(contents: ShareContents, signed: Signed, attachment: Uint8Array): Dealing {
  const { context, keys } = contents;
  const { client, body } = signed;
  const { seedDigest, root, commitmentDigest } = wellFormed(
    () => fromBytes(shareCodec, body, body.length, 'share'),
    client,
  );
  // No culprit from here on: the boxes themselves are not signed, so they may have been changed in
  // transit.
  const leaves = wellFormed(() => leavesIn(contents, attachment), undefined);
  const recipients = [...keys.keys()];
  const tree = treeOver(contents, leaves);
  const rooted = tree !== undefined && equalBytes(tree.root, root);
  context.checks.require('share-root', rooted, () => ({
    message: `the boxes of client ${client} do not lie under the root that it signed; let them be sent again`,
  }));
  return {
    seedDigest,
    commitmentDigest,
    leaves: new Map(recipients.map((id, i) => [id, leaves[i]!])),
    paths: tree?.paths ?? [],
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
