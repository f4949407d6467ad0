import {
  SHARE_TREE,
  type ShareLeaf,
  shareLeafDigest,
  shareLeavesCodec,
} from '../../schemes/masking/messages.ts';
import { pairwiseShareCodec } from '../../schemes/pairwise/messages.ts';
import type { ClientId } from '../../session/party.ts';
import { fromBytes, toBytes } from '../../wire/codec.ts';
import { merkleRoot } from '../../wire/merkle.ts';
import type { Message } from '../../wire/transcript.ts';
import { bodyOf, resigned } from './forge.ts';
import type { Scenario } from './scenario.ts';

/** A dealer's Share with other leaves, under a root that it signs; everyone advertised. */
export function redealt(
  scenario: Pick<Scenario, 'identities' | 'session' | 'roster'>,
  dealer: ClientId,
  message: Message,
  change: (leaf: ShareLeaf, to: ClientId) => ShareLeaf,
): Message {
  const codec = shareLeavesCodec(scenario.roster.size);
  const bytes = message.attachment!;
  const leaves = fromBytes(codec, bytes, bytes.length, 'leaves').map((leaf, to) =>
    change(leaf, to as ClientId),
  );
  const root = merkleRoot(
    SHARE_TREE,
    leaves.map((leaf, to) => shareLeafDigest(to, leaf)),
  );
  const body = bodyOf(pairwiseShareCodec, message);
  const other = { ...body, schemeBody: { ...body.schemeBody, root } };
  return resigned(scenario, dealer, 'share', pairwiseShareCodec, other, toBytes(codec, leaves));
}

/** A leaf whose box does not open. */
export function shut(leaf: ShareLeaf): ShareLeaf {
  return { ...leaf, box: leaf.box.map((byte, i) => (i === 0 ? byte ^ 1 : byte)) };
}
