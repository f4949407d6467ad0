import { sha256 } from '../../crypto/tupleHash.ts';
import { envelopeIn } from '../../messages/collected.ts';
import type { ClientId } from '../../session/party.ts';
import { toBytes } from '../../wire/codec.ts';
import type { Advertised, Agreed, DealtShare } from '../coordinator.ts';
import type { Dealing } from './dealing.ts';
import { heldLeafCodec } from './heldLeaf.ts';
import { sharePointsCodec } from './messages.ts';

/** What is shown of somebody, for anyone to judge. */
interface Shown {
  readonly evidence: readonly Uint8Array[];
  readonly attachment: Uint8Array;
}

/**
 * Evidence that a holder revealed a share other than the one it had accepted: its Unmask and Commit
 * envelopes, the two lists that they follow, and the dealt share.
 */
export function wrongShareEvidence(
  phase: Agreed<Dealing>,
  answer: Uint8Array,
  holder: ClientId,
  dealer: ClientId,
): Shown {
  const { included, shared, advertised, context, dealings } = phase;
  const { leaf, path } = dealings.get(dealer)!.leaves.deliveryTo(holder)!;
  return {
    evidence: [answer, included.get(holder)!.signed.bytes, shared, advertised],
    attachment: toBytes(heldLeafCodec(context.roster.size), {
      dealer,
      leaf,
      path,
    }),
  };
}

/** What shows that a dealer's points lie on no polynomials: its Share, its Advertise, and all leaves under the root without boxes. */
export function brokenSharingEvidence(
  phase: Advertised,
  { signed, dealing }: DealtShare<Dealing>,
): Shown {
  const points = dealing.leaves.recipients.map((recipient) => {
    const { box, maskPoint, seedPoint } = dealing.leaves.leafOf(recipient)!;
    return { recipient, boxDigest: sha256(box), maskPoint, seedPoint };
  });
  return {
    evidence: [signed.bytes, envelopeIn(phase, 'advertised', signed.client)],
    attachment: toBytes(sharePointsCodec(phase.context.roster.size), points),
  };
}
