import type { FieldElement } from '../../crypto/field.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import type { Signed } from '../../messages/signed.ts';
import { wellFormed } from '../../session/checks/enabledChecks.ts';
import type { ClientId } from '../../session/party.ts';
import { fromBytes } from '../../wire/codec.ts';
import { merkleTree } from '../../wire/merkle.ts';
import type { Advertised, ReadDealing } from '../coordinator.ts';
import {
  dealingCodec,
  SHARE_TREE,
  type ShareLeaf,
  shareLeafDigest,
  shareLeavesCodec,
} from './messages.ts';

/** What a dealer has signed in its Share, with the leaves and paths under its root. */
export interface Dealing {
  readonly seedDigest: Uint8Array;
  /** One leaf for each client of the `advertised` list, in its order. */
  readonly leaves: ReadonlyMap<ClientId, ShareLeaf>;
  /** The Merkle path of each leaf, in the same order. */
  readonly paths: readonly (readonly Uint8Array[])[];
}

/** One holder's shares by dealer: of each dealer, the kind of share that was requested. */
export type Answer = ReadonlyMap<ClientId, FieldElement>;

/** One of the t answers from which secrets are rebuilt. */
export type HolderAnswer = readonly [holder: ClientId, shares: Answer];

/**
 * Reads the boxes attached to a Share, and checks whether they are the leaves under the root in it.
 *
 * @throws CheckFailure `well-formed`
 */
export function readLeaves(
  { context, schemeKeys }: Advertised,
  { client }: Signed,
  schemeBody: Uint8Array,
  attachment: Uint8Array,
): ReadDealing<Dealing> {
  const { seedDigest, root } = wellFormed(
    () => fromBytes(dealingCodec, schemeBody, dealingCodec.maxBytes, 'dealing'),
    client,
  );
  const codec = shareLeavesCodec(context.roster.size);
  // No culprit: an attachment is not signed, and may have been changed in transit.
  const leaves = wellFormed(
    () => fromBytes(codec, attachment, codec.maxBytes, 'share leaves'),
    undefined,
  );
  const recipients = [...schemeKeys.keys()];
  // A leaf's digest names its recipient, so there is none for a leaf beyond the list.
  const tree =
    leaves.length === recipients.length
      ? merkleTree(
          SHARE_TREE,
          leaves.map((leaf, i) => shareLeafDigest(recipients[i]!, leaf)),
        )
      : undefined;
  return {
    covered: tree !== undefined && equalBytes(tree.root, root),
    dealing: {
      seedDigest,
      leaves: new Map(recipients.map((id, i) => [id, leaves[i]!])),
      paths: tree?.paths ?? [],
    },
  };
}
