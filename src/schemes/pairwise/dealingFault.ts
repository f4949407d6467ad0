import { shareBoxKey } from '../../session/secrets.ts';
import { fromBytes } from '../../wire/codec.ts';
import { isUnderRoot } from '../../wire/merkle.ts';
import type { DealingJudge, DealingVerdict } from '../dealingFault.ts';
import { dealingCodec, deliveryCodec, SHARE_TREE, shareLeafDigest } from './messages.ts';
import { openShares } from './openShares.ts';

/** What a dealer of a `pairwise` session dealt to a recipient, decided by anyone who was shown what the two agreed on. */
export const pairwiseDealingFault: DealingJudge = (...dealing) =>
  Promise.resolve(verdictOn(...dealing));

function verdictOn(
  ...[
    kernel,
    { session, keys, dealer, recipient, position, count },
    schemeBody,
    dealt,
    agreed,
  ]: Parameters<DealingJudge>
): DealingVerdict {
  const codec = deliveryCodec(session.parameters.clients);
  const { root } = fromBytes(dealingCodec, schemeBody, dealingCodec.maxBytes, 'dealing');
  const { leaf, path } = fromBytes(codec, dealt, codec.maxBytes, 'a delivery');
  if (!isUnderRoot(SHARE_TREE, root, count, position, shareLeafDigest(recipient, leaf), path)) {
    return { kind: 'not-signed' };
  }
  const key = shareBoxKey(keys, agreed, dealer, recipient);
  const { fault } = openShares(kernel, [{ dealer, leaf, key }]).get(dealer)!;
  return fault === undefined ? { kind: 'sound' } : { kind: 'faulty', fault };
}
