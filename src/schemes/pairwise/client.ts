import { type AgreementKeyPair, generateAgreementKey } from '../../crypto/agreement.ts';
import { toBytes } from '../../wire/codec.ts';
import type { ClientScheme, Peers, SchemeClientContext, SchemeKeys } from '../client.ts';
import { MaskingDealing } from '../masking/client.ts';
import { dealingCodec, keysCodec } from './messages.ts';
import { pairwiseRules } from './rules.ts';
import { pairwiseTerms } from './terms.ts';

/**
 * The client's side of the pairwise scheme: double masking (Bonawitz et al., CCS 2017, §4 and fig.
 * 4).
 */
export const pairwiseClient: ClientScheme = {
  rules: pairwiseRules,
  makeKeys: ({ kernel, random }) => new PairwiseClientKeys(generateAgreementKey(kernel, random)),
};

/**
 * A client's mask key pair.
 *
 * @internal
 */
export class PairwiseClientKeys implements SchemeKeys {
  readonly body: Uint8Array;
  readonly maskKeys: AgreementKeyPair;

  constructor(maskKeys: AgreementKeyPair) {
    this.maskKeys = maskKeys;
    this.body = toBytes(keysCodec, { maskKey: maskKeys.publicKey });
  }

  /** Deals a share of both secrets to every client (round 1). */
  deal(context: SchemeClientContext, peers: Peers): Promise<MaskingDealing> {
    const holders = [...peers.schemeKeys.keys()];
    const write = (dealing: Parameters<typeof dealingCodec.write>[0]): Uint8Array =>
      toBytes(dealingCodec, dealing);
    return Promise.resolve(
      new MaskingDealing(pairwiseTerms, context, this.maskKeys, peers, holders, write),
    );
  }

  wipe(): void {
    this.maskKeys.secret.wipe();
  }
}
