import { equalBytes } from '../../crypto/tupleHash.ts';
import { fromBytes } from '../../wire/codec.ts';
import type { MaskingTerms } from '../masking/terms.ts';
import { sessionGraph } from './demand.ts';
import { dealingCodec, keysCodec, type SparseDealing, type SparseKeys } from './messages.ts';
import { neighboursOf, nonceDigest } from './neighbours.ts';

function keysIn(schemeKeys: Uint8Array): SparseKeys {
  return fromBytes(keysCodec, schemeKeys, keysCodec.maxBytes, 'keys');
}

function dealingIn(schemeBody: Uint8Array): SparseDealing {
  return fromBytes(dealingCodec, schemeBody, dealingCodec.maxBytes, 'dealing');
}

/** Everyone deals to the neighbours that it drew, and t_k shares rebuild a secret. */
export const sparseTerms: MaskingTerms = {
  kind: 'sparse',
  shareThreshold: (session) => sessionGraph(session).shareThreshold,
  maskKeyIn: (schemeKeys) => keysIn(schemeKeys).maskKey,
  dealingIn,
  recipientsOf: ({ session, transcriptHash, clients }, dealer, schemeBody) =>
    neighboursOf(
      clients,
      sessionGraph(session).neighbours,
      transcriptHash,
      dealer,
      dealingIn(schemeBody).nonce,
    ),
  opensNonce: ({ digest }, dealer, schemeKeys, schemeBody) =>
    equalBytes(
      nonceDigest(digest, dealer, dealingIn(schemeBody).nonce),
      keysIn(schemeKeys).nonceDigest,
    ),
};
