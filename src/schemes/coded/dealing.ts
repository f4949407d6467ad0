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

/** Where a box is in the attachment of its dealer's Share, and its digest. */
export interface BoxPlace {
  /** The first byte. */
  readonly from: number;
  /** The byte after the last one. */
  readonly to: number;
  /** SHA-256 of the box. */
  readonly digest: Uint8Array;
}

/** A dealing as the coordinator keeps it. */
export interface Dealing {
  /** The root that the dealer signed. */
  readonly root: Uint8Array;
  /** The box of each holder, in the order of the `advertised` list. The boxes themselves are large, and stay where attachments are kept. */
  readonly boxes: readonly BoxPlace[];
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
  const boxes = leaves.map(({ box }): BoxPlace => {
    const from = box.byteOffset - attachment.byteOffset;
    return { from, to: from + box.length, digest: sha256(box) };
  });
  const holders = [...schemeKeys.keys()];
  const tree =
    leaves.length === holders.length
      ? merkleTree(
          SYMBOL_TREE,
          leaves.map(({ points }, i) =>
            shownLeafDigest(holders[i]!, { boxDigest: boxes[i]!.digest, points }),
          ),
        )
      : undefined;
  const points = new Uint8Array(leaves.length * sizes.points);
  leaves.forEach((leaf, i) => {
    points.set(leaf.points, i * sizes.points);
  });
  return {
    covered: tree !== undefined && equalBytes(tree.root, root),
    // The root is copied: it would keep the whole message in memory.
    dealing: { root: root.slice(), boxes, points, paths: tree?.paths ?? [] },
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
      boxDigest: dealing.boxes[i]!.digest,
      points: pointsOf(session, dealing, i).slice(),
    })),
  );
}
