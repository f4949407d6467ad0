import { toHex } from '../../crypto/hex.ts';
import { tupleHash } from '../../crypto/tupleHash.ts';
import type { RangeProver } from '../../proofs/system.ts';

/**
 * Wraps a prover to make each proof once: an attack and its control have the same honest clients.
 */
export function remembering(maker: RangeProver): RangeProver {
  const proven = new Map<string, Promise<Uint8Array>>();
  return {
    ...maker,
    prove: (witness, random, work) => {
      const { sessionDigest, client, commitments } = witness;
      const statement = toHex(
        tupleHash('veilsum-1/replay', sessionDigest, String(client), commitments),
      );
      const proofs = proven.get(statement) ?? maker.prove(witness, random, work);
      proven.set(statement, proofs);
      return proofs;
    },
  };
}
