import { GENERATOR } from '../crypto/agreement.ts';
import { LOGARITHM_PROOF_BYTES, type LogarithmClaim } from '../crypto/logarithmProof.ts';
import {
  type Codec,
  fixedBytes,
  fromBytes,
  integer,
  list,
  struct,
  toBytes,
} from '../wire/codec.ts';
import { WireError } from '../wire/errors.ts';

/**
 * What a client says of a dealer whose box does not open for it, or holds something else than its leaf says.
 *
 *     Accusation = [dealer, agreedPoint (32), proof (64)]
 */
export interface Accusation {
  readonly dealer: number;
  /** What accuser and dealer agreed on with their box keys: it opens their two boxes, and nothing else. */
  readonly agreedPoint: Uint8Array;
  /** That it is what they agreed on: see {@link accusationClaim}. */
  readonly proof: Uint8Array;
}

/** @param clients - n */
export function accusationsCodec(clients: number): Codec<readonly Accusation[]> {
  return list(
    struct<Accusation>({
      dealer: integer(0, clients - 1),
      agreedPoint: fixedBytes(32),
      proof: fixedBytes(LOGARITHM_PROOF_BYTES),
    }),
    clients,
    1,
  );
}

/** Accusations as a Commit carries them: no bytes where there are none. */
export function accusationsBytes(clients: number, accusations: readonly Accusation[]): Uint8Array {
  return accusations.length === 0
    ? new Uint8Array(0)
    : toBytes(accusationsCodec(clients), accusations);
}

/** Reads them: each dealer at most once, ascending. @throws WireError */
export function readAccusations(clients: number, bytes: Uint8Array): readonly Accusation[] {
  if (bytes.length === 0) return [];
  const codec = accusationsCodec(clients);
  const accusations = fromBytes(codec, bytes, codec.maxBytes, 'accusations');
  if (accusations.some(({ dealer }, i) => i > 0 && accusations[i - 1]!.dealer >= dealer)) {
    throw new WireError('wrong-shape', 'accusations must name each dealer once, ascending');
  }
  return accusations;
}

/** That the agreed point is the accuser's box secret times the dealer's box key. */
export function accusationClaim(
  session: { readonly digest: Uint8Array },
  accuser: number,
  { dealer, agreedPoint }: Pick<Accusation, 'dealer' | 'agreedPoint'>,
  accuserKey: Uint8Array,
  dealerKey: Uint8Array,
): LogarithmClaim {
  return {
    domain: 'veilsum-1/accusation',
    fields: [session.digest, accuser, dealer],
    bases: [GENERATOR, dealerKey],
    products: [accuserKey, agreedPoint],
  };
}
