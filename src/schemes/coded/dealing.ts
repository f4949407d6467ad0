/** What the coordinator reads of a coded dealing. */
import { equalBytes, sha256 } from '../../crypto/tupleHash.ts';
import type { Signed } from '../../messages/signed.ts';
import { wellFormed } from '../../session/checks/enabledChecks.ts';
import type { ClientId } from '../../session/party.ts';
import type { Session } from '../../session/session.ts';
import { fromBytes, toBytes } from '../../wire/codec.ts';
import { merkleTree } from '../../wire/merkle.ts';
import type { Advertised, ReadDealing } from '../coordinator.ts';
import {
  dealingCodec,
  leavesCodec,
  shownLeafDigest,
  shownLeavesCodec,
  SYMBOL_TREE,
} from './messages.ts';
import { symbolSizes } from './demand.ts';
import { codeOf } from './setting.ts';

/** A dealing as the coordinator keeps it. */
export interface Dealing {
  /** The root that the dealer signed. */
  readonly root: Uint8Array;
  /** The box of each holder, in the order of the `advertised` list. */
  readonly boxes: readonly Uint8Array[];
  /** The points of all holders, in the same order, one after another. */
  readonly points: Uint8Array;
  readonly paths: readonly (readonly Uint8Array[])[];
}

/** Points of one holder in a dealing. */
export function pointsOf(session: Session, { points }: Dealing, index: number): Uint8Array {
  const size = symbolSizes(codeOf(session)).points;
  return points.subarray(index * size, (index + 1) * size);
}

/**
 * Reads the leaves attached to a Share, and checks whether they are those under the root in it.
 *
 * @throws CheckFailure `well-formed`
 */
export function readLeaves(
  { context: { session }, schemeKeys }: Advertised,
  { client }: Signed,
  schemeBody: Uint8Array,
  attachment: Uint8Array,
): ReadDealing<Dealing> {
  const { root } = wellFormed(
    () => fromBytes(dealingCodec, schemeBody, dealingCodec.maxBytes, 'dealing'),
    client,
  );
  const sizes = symbolSizes(codeOf(session));
  const codec = leavesCodec(session.parameters.clients, sizes);
  // No culprit: an attachment is not signed, and may have been changed in transit.
  const leaves = wellFormed(
    () => fromBytes(codec, attachment, codec.maxBytes, 'symbols'),
    undefined,
  );
  const holders = [...schemeKeys.keys()];
  const tree =
    leaves.length === holders.length
      ? merkleTree(
          SYMBOL_TREE,
          leaves.map(({ box, points }, i) =>
            shownLeafDigest(holders[i]!, { boxDigest: sha256(box), points }),
          ),
        )
      : undefined;
  const points = new Uint8Array(leaves.length * sizes.points);
  leaves.forEach((leaf, i) => {
    points.set(leaf.points, i * sizes.points);
  });
  return {
    covered: tree !== undefined && equalBytes(tree.root, root),
    dealing: { root, boxes: leaves.map(({ box }) => box), points, paths: tree?.paths ?? [] },
  };
}

/** A dealing without its boxes, encoded: with the dealer's Share it shows all its points. */
export function shownDealing(
  session: Session,
  holders: readonly ClientId[],
  dealing: Dealing,
): Uint8Array {
  const codec = shownLeavesCodec(session.parameters.clients, symbolSizes(codeOf(session)));
  return toBytes(
    codec,
    holders.map((recipient, i) => ({
      recipient,
      boxDigest: sha256(dealing.boxes[i]!),
      points: pointsOf(session, dealing, i).slice(),
    })),
  );
}
