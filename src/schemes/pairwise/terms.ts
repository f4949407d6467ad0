import { fromBytes } from '../../wire/codec.ts';
import type { MaskingTerms } from '../masking/terms.ts';
import { dealingCodec, maskKeyIn } from './messages.ts';

/** Everyone deals to everyone, and t shares rebuild a secret. */
export const pairwiseTerms: MaskingTerms = {
  kind: 'pairwise',
  shareThreshold: ({ parameters }) => parameters.threshold,
  maskKeyIn,
  dealingIn: (schemeBody) => fromBytes(dealingCodec, schemeBody, dealingCodec.maxBytes, 'dealing'),
  recipientsOf: ({ clients }) => clients,
};
