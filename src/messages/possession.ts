import { GENERATOR } from '../crypto/agreement.ts';
import type { LogarithmClaim } from '../crypto/logarithmProof.ts';

/**
 * That a client holds the secret of its box key, in this session. Without it a client could advertise a key made from another's, and
 * have others agree on points that tell what they agreed on with that other one.
 */
export function possessionClaim(
  session: { readonly digest: Uint8Array },
  client: number,
  boxKey: Uint8Array,
): LogarithmClaim {
  return {
    domain: 'veilsum-1/key-possession',
    fields: [session.digest, client],
    bases: [GENERATOR],
    products: [boxKey],
  };
}
