import { bodyOf, type EvidenceRule, partBy } from '../../messages/misbehaviour.ts';
import type { ClientId } from '../../session/party.ts';
import { openEnvelope } from '../../wire/envelope.ts';
import { extendTranscript } from '../../wire/transcript.ts';
import { maskingEvidence } from '../masking/evidence.ts';
import { isNonceOpened } from '../masking/dealing.ts';
import { sessionGraph } from './demand.ts';
import { sparseTerms } from './terms.ts';

/**
 * A Share that reveals another number than the one whose digest is in its dealer's Advertise. Both are messages of the dealer, and an
 * honest client signs one of each in a session, so no list is needed.
 */
const brokenNonce: EvidenceRule = (evidence) => {
  const { session } = evidence;
  const share = partBy(evidence, 'share');
  if (!share || share.by === 'coordinator') return undefined;
  const dealer = share.by;
  const advertise = partBy(evidence, 'advertise', dealer);
  if (!advertise) return undefined;
  const { schemeKeys } = bodyOf(session, 'advertise', advertise);
  const { schemeBody } = bodyOf(session, 'share', share);
  return isNonceOpened(sparseTerms, session, dealer, schemeKeys, schemeBody)
    ? undefined
    : {
        misbehaviour: 'broken-nonce',
        culprit: dealer,
        detail: 'the number in its Share has another digest than its Advertise says',
      };
};

/**
 * An included set in which a client has fewer than minPresent of its out-neighbours. All of it stands in lists that the coordinator
 * signed, one after the other; an honest one leaves such clients out.
 */
const thinSet: EvidenceRule = (evidence) => {
  const advertised = partBy(evidence, 'advertised');
  const shared = partBy(evidence, 'shared');
  const announced = partBy(evidence, 'included');
  if (!advertised || !shared || !announced) return undefined;
  const { session } = evidence;
  const keys = bodyOf(session, 'advertised', advertised);
  const list = {
    session,
    transcriptHash: extendTranscript(keys.transcriptHash, advertised.bytes),
    clients: keys.envelopes.map((bytes) => openEnvelope(bytes, bytes.length).sender as ClientId),
  };
  const { included } = bodyOf(session, 'included', announced);
  const present = new Set(included.map(({ client }) => client));
  const { minPresent } = sessionGraph(session);
  for (const bytes of bodyOf(session, 'shared', shared).envelopes) {
    const share = openEnvelope(bytes, bytes.length);
    if (!present.has(share.sender)) continue;
    const { schemeBody } = bodyOf(session, 'share', share);
    const drawn = sparseTerms.recipientsOf(list, share.sender as ClientId, schemeBody);
    const left = drawn.filter((neighbour) => present.has(neighbour)).length;
    if (left < minPresent) {
      return {
        misbehaviour: 'thin-set',
        culprit: 'coordinator',
        detail: `client ${share.sender} is included with ${left} of its neighbours, fewer than ${minPresent}`,
      };
    }
  }
  return undefined;
};

/** The evidence rules of this scheme, in addition to those that apply to every session. */
export const sparseEvidence: readonly EvidenceRule[] = [
  ...maskingEvidence(sparseTerms),
  brokenNonce,
  thinSet,
];
