/** A session with real range proofs that ran to its end. */
import type { CircuitKind } from '../../src/proofs/groth16/sizes.ts';
import type {
  RangeVerifier,
  RangeProver,
  StructuredSetup,
  ProofWitness,
} from '../../src/proofs/system.ts';
import type { ProofAudit } from '../../src/session/proofDemand.ts';
import { exchange, publishedBy } from '../support/exchange.ts';
import { testSession } from '../support/federation.ts';
import { seededProofs } from '../support/seededProofs.ts';
import type { ProvenRecord } from './otherProofs.ts';

/** Σ x² of an input of the tests is at most 5 · 100². */
export const MAX_SQUARED_NORM = 50_000;

export interface Proven extends ProvenRecord {
  /** What each client proved. */
  readonly witnesses: readonly ProofWitness[];
  readonly prover: RangeProver;
  readonly checker: RangeVerifier;
  readonly keys: StructuredSetup;
}

/** Four clients, five coordinates in two rows, B = 100; none drops out. */
export async function provenSession(
  kind: CircuitKind,
  checking: ProofAudit = { mode: 'full' },
): Promise<Proven> {
  const { prover, checker, setup: keys } = await seededProofs(kind);
  const session = testSession(4, {
    threshold: 3,
    maxCorrupt: 1,
    maxDropouts: 1,
    bound: 100,
    proofs: {
      system: 'groth16',
      statement: kind === 'l2' ? { kind, maxSquaredNorm: MAX_SQUARED_NORM } : { kind },
      setup: keys.digest,
      checking,
    },
  });
  const witnesses: ProofWitness[] = [];
  // The session is run as with keys of a ceremony; who verifies its record is told what they are.
  const trusted = { ...keys, origin: 'ceremony' } as const;
  const watched: RangeProver = {
    ...prover,
    setup: trusted,
    prove: (witness, ...rest) => {
      witnesses[witness.client] = copied(witness);
      return prover.prove(witness, ...rest);
    },
  };
  const setup = { ...session, prover: watched, checker: { ...checker, setup: trusted } };
  const { record } = publishedBy(await exchange(setup));
  return { setup, record, witnesses, prover, checker, keys };
}

/** Clients wipe what they proved with. */
function copied(witness: ProofWitness): ProofWitness {
  const { values, blinders, commitments } = witness;
  return {
    ...witness,
    values: values.slice(),
    blinders: blinders.slice(),
    commitments: commitments.slice(),
  };
}
