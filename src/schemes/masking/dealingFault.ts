import { shareBoxKey } from '../../session/secrets.ts';
import { fromBytes } from '../../wire/codec.ts';
import { isUnderRoot } from '../../wire/merkle.ts';
import type { DealingJudge, DealingVerdict } from '../dealingFault.ts';
import { deliveryCodec, SHARE_TREE, shareLeafDigest } from './messages.ts';
import { openShares } from './openShares.ts';
import type { MaskingTerms } from './terms.ts';

/** What a dealer dealt to a recipient, decided by anyone who was shown what the two agreed on. */
export function dealingJudge(terms: MaskingTerms): DealingJudge {
  return (...dealing) => Promise.resolve(verdictOn(terms, ...dealing));
}

function verdictOn(
  terms: MaskingTerms,
  ...[
    kernel,
    { session, keys, dealer, recipient, advertised },
    schemeBody,
    dealt,
    agreed,
  ]: Parameters<DealingJudge>
): DealingVerdict {
  const { root } = terms.dealingIn(schemeBody);
  const { transcriptHash } = keys;
  const list = { session, transcriptHash, clients: advertised };
  const recipients = terms.recipientsOf(list, dealer, schemeBody);
  const position = recipients.indexOf(recipient);
  if (position < 0) return { kind: 'not-dealt' };
  const codec = deliveryCodec(session.parameters.clients);
  const { leaf, path } = fromBytes(codec, dealt, codec.maxBytes, 'a delivery');
  if (
    !isUnderRoot(
      SHARE_TREE,
      root,
      recipients.length,
      position,
      shareLeafDigest(recipient, leaf),
      path,
    )
  ) {
    return { kind: 'not-signed' };
  }
  const key = shareBoxKey(keys, agreed, dealer, recipient);
  const { fault } = openShares(kernel, [{ dealer, leaf, key }]).get(dealer)!;
  return fault === undefined ? { kind: 'sound' } : { kind: 'faulty', fault };
}
