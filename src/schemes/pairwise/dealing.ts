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

/** What a dealer stands by. */
export interface Dealing {
  readonly seedDigest: Uint8Array;
  /** One leaf for each client of the Advertise list, in its order. */
  readonly leaves: ReadonlyMap<ClientId, ShareLeaf>;
  /** The way from each leaf to the root, in the same order. */
  readonly paths: readonly (readonly Uint8Array[])[];
}

/** One holder's shares: of each dealer's secret, the one that was asked for. */
export type Answer = ReadonlyMap<ClientId, FieldElement>;

/** One of the t answers that secrets are rebuilt from. */
export type HolderAnswer = readonly [holder: ClientId, shares: Answer];

/** Reads the boxes sent with a Share, and whether they lie under the root in it. @throws CheckFailure `well-formed` */
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
  // No culprit: the boxes are not signed themselves, so their carrier may have changed them.
  const leaves = wellFormed(
    () => fromBytes(codec, attachment, codec.maxBytes, 'share leaves'),
    undefined,
  );
  const recipients = [...schemeKeys.keys()];
  // A leaf beyond the recipients has no number to be hashed with.
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
