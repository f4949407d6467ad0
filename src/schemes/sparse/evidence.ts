import { bodyOf, type EvidenceRule, partBy } from '../../messages/misbehaviour.ts';
import { maskingEvidence } from '../masking/evidence.ts';
import { isNonceOpened } from '../masking/dealing.ts';
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

/** The evidence rules of this scheme, in addition to those that apply to every session. */
export const sparseEvidence: readonly EvidenceRule[] = [
  ...maskingEvidence(sparseTerms),
  brokenNonce,
];
