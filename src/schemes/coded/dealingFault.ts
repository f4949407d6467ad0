import { shareBoxKey } from '../../session/secrets.ts';
import { fromBytes } from '../../wire/codec.ts';
import { isUnderRoot } from '../../wire/merkle.ts';
import type { DealingJudge } from '../dealingFault.ts';
import { symbolSizes } from './demand.ts';
import { dealingCodec, deliveryCodec, leafDigest, SYMBOL_TREE } from './messages.ts';
import { openSymbols } from './openSymbols.ts';
import { codeOf } from './setting.ts';

/** What a dealer of a `coded` session dealt to a recipient, decided by anyone who was shown what the two agreed on. */
export const codedDealingFault: DealingJudge = async (
  kernel,
  { session, keys, dealer, recipient, advertised },
  schemeBody,
  dealt,
  agreed,
) => {
  const shape = codeOf(session);
  const codec = deliveryCodec(session.parameters.clients, symbolSizes(shape));
  const { root } = fromBytes(dealingCodec, schemeBody, dealingCodec.maxBytes, 'dealing');
  const { leaf, path } = fromBytes(codec, dealt, codec.maxBytes, 'a delivery');
  const position = advertised.indexOf(recipient);
  const digest = leafDigest(recipient, leaf);
  if (!isUnderRoot(SYMBOL_TREE, root, advertised.length, position, digest, path)) {
    return { kind: 'not-signed' };
  }
  const key = shareBoxKey(keys, agreed, dealer, recipient);
  const opened = await openSymbols(kernel, shape, [{ dealer, leaf, key }]);
  const { fault } = opened.get(dealer)!;
  return fault === undefined ? { kind: 'sound' } : { kind: 'faulty', fault };
};
