import { equalBytes, sha256 } from '../crypto/tupleHash.ts';
import { type Accusation, accusationsCodec, readAccusations } from '../messages/accusations.ts';
import { advertisedIn } from '../messages/collected.ts';
import { followedBroadcasts } from '../messages/followed.ts';
import {
  bodyOf,
  type EvidenceRule,
  partBy,
  type SignedPart,
  type SignedParts,
  type Violation,
} from '../messages/misbehaviour.ts';
import type { ShareBody } from '../messages/share.ts';
import { codecOf } from '../messages/table.ts';
import type { ClientId } from '../session/party.ts';
import type { Session } from '../session/session.ts';
import { bytesBetween, type Codec, fromBytes, integer, struct, toBytes } from '../wire/codec.ts';
import { openEnvelope } from '../wire/envelope.ts';
import { type AccusationVerdict, judgeAccusation } from './accusation.ts';
import type { DealingJudge } from './dealingFault.ts';

/**
 * What is shown of an accusation in addition to signed messages.
 *
 *     AccusationEvidence = [accuser, dealer, accusations (bytes), dealt (bytes)]
 */
export interface AccusationEvidence {
  readonly accuser: number;
  readonly dealer: number;
  /** All accusations of a Commit, or the one that matters. */
  readonly accusations: Uint8Array;
  /** What the dealer sent to the accuser. */
  readonly dealt: Uint8Array;
}

function evidenceCodec({
  parameters: { clients },
  schemeSizes,
}: Session): Codec<AccusationEvidence> {
  return struct<AccusationEvidence>({
    accuser: integer(0, clients - 1),
    dealer: integer(0, clients - 1),
    accusations: bytesBetween(1, accusationsCodec(clients).maxBytes),
    dealt: bytesBetween(0, schemeSizes.deliveries),
  });
}

/** The attachment of evidence about an accusation. */
export function accusationEvidence(session: Session, shown: AccusationEvidence): Uint8Array {
  return toBytes(evidenceCodec(session), shown);
}

/** The rules for accusations under a scheme. */
export function accusationRules(judgeDealing: DealingJudge): readonly EvidenceRule[] {
  return [brokenBox(judgeDealing), falseAccusation(judgeDealing)];
}

/**
 * A box that does not hold what its dealer signed. The dealer's Share names the transcript hash that ends with the list of keys, so
 * that it is the list which the dealer sealed its boxes under; whatever another list says of its keys is not held against it.
 */
function brokenBox(judgeDealing: DealingJudge): EvidenceRule {
  return async (evidence): Promise<Violation | undefined> => {
    const share = partBy(evidence, 'share');
    if (!share || share.by === 'coordinator') return undefined;
    const shown = shownIn(evidence);
    const accusation = accusationOf(evidence, shown);
    if (!accusation || shown.dealer !== share.by) return undefined;
    const { transcriptHash, schemeBody } = shareIn(evidence, share.body);
    const followed = followedBroadcasts(evidence, ['advertised'], transcriptHash);
    if (!followed) return undefined;
    const dealt = { ...shown, accusation, transcriptHash, schemeBody };
    const verdict = await judged(evidence, judgeDealing, followed[0]!, dealt);
    return verdict.kind !== 'dealer'
      ? undefined
      : {
          misbehaviour: 'broken-box',
          culprit: share.by,
          detail: `its box for client ${shown.accuser} ${verdict.fault}`,
        };
  };
}

/**
 * An accusation that is not true. The accuser's Commit names the transcript hash that ends with the list of dealers, and that list
 * follows the list of keys: Share and keys are those that the accuser saw, whatever else its dealer signed.
 */
function falseAccusation(judgeDealing: DealingJudge): EvidenceRule {
  return async (evidence): Promise<Violation | undefined> => {
    const { session } = evidence;
    const commit = partBy(evidence, 'commit');
    if (!commit || commit.by === 'coordinator') return undefined;
    const head = bodyOf(session, 'commit', commit);
    const shown = shownIn(evidence);
    const accusation = accusationOf(evidence, shown);
    if (
      !accusation ||
      shown.accuser !== commit.by ||
      !equalBytes(sha256(shown.accusations), head.accusationsDigest)
    ) {
      return undefined;
    }
    const followed = followedBroadcasts(evidence, ['advertised', 'shared'], head.transcriptHash);
    if (!followed) return undefined;
    const [advertised, shared] = followed;
    const codec = codecOf('shared', session);
    const { transcriptHash, envelopes } = fromBytes(codec, shared!.body, codec.maxBytes, 'shared');
    const share = envelopes
      .map((bytes) => openEnvelope(bytes, bytes.length))
      .find(({ sender }) => sender === shown.dealer);
    // A Share that answers another list of keys is the coordinator's doing; an honest client does not go on with it.
    const dealing = share && shareIn(evidence, share.body);
    if (dealing && !equalBytes(dealing.transcriptHash, transcriptHash)) return undefined;
    const verdict: AccusationVerdict =
      dealing === undefined || shown.dealer === shown.accuser
        ? { kind: 'accuser', fault: 'that client dealt it nothing' }
        : await judged(evidence, judgeDealing, advertised!, { ...shown, ...dealing, accusation });
    return verdict.kind !== 'accuser'
      ? undefined
      : {
          misbehaviour: 'false-accusation',
          culprit: commit.by,
          detail: `of client ${shown.dealer}: ${verdict.fault}`,
        };
  };
}

function shownIn({ session, attachment }: SignedParts): AccusationEvidence {
  const codec = evidenceCodec(session);
  return fromBytes(codec, attachment, codec.maxBytes, 'an accusation');
}

function accusationOf(
  { session }: SignedParts,
  { dealer, accusations }: AccusationEvidence,
): Accusation | undefined {
  const all = readAccusations(session.parameters.clients, accusations);
  return all.find((one) => one.dealer === dealer);
}

function shareIn({ session }: SignedParts, body: Uint8Array): ShareBody {
  const codec = codecOf('share', session);
  return fromBytes(codec, body, codec.maxBytes, 'share');
}

/** Decides under the list of keys that the dealer's Share answers. */
function judged(
  { session, kernel }: SignedParts,
  judgeDealing: DealingJudge,
  advertised: SignedPart,
  {
    accuser,
    ...dealt
  }: Pick<AccusationEvidence, 'accuser' | 'dealt'> &
    Pick<ShareBody, 'transcriptHash' | 'schemeBody'> & { readonly accusation: Accusation },
): Promise<AccusationVerdict> {
  return judgeAccusation(kernel, session, judgeDealing, {
    ...dealt,
    accuser: accuser as ClientId,
    advertised: advertisedIn(session, advertised.bytes),
  });
}
