/** Sessions whose clients make proofs of the system `planes`, and proofs of false claims. */
import { sha256 } from '../../crypto/tupleHash.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { provePlanes } from '../../proofs/planes/prover/prove.ts';
import { planesProver } from '../../proofs/planes/prover/prover.ts';
import { planesVerifier, planesWitness } from '../../proofs/planes/system.ts';
import type { RangeProver } from '../../proofs/system.ts';
import type { Statement } from '../../proofs/statement.ts';
import type { ProofDemand } from '../../session/proofDemand.ts';
import type { TestBed } from '../attack.ts';
import type { Forger } from './boost.ts';
import { PROVEN_BOUND, smallInputs } from './provenInputs.ts';
import { remembering } from './remembering.ts';
import { type Scenario, scenarioOf, type ScenarioOptions } from './scenario.ts';

/** c of the sessions: the shortest rows that the system has. */
const PLANES_ROW = 512;

const provers = new WeakMap<Kernel, RangeProver>();

/** A prover that makes each honest proof once. */
function proverOf(kernel: Kernel): RangeProver {
  const prover = provers.get(kernel) ?? remembering(planesProver(kernel));
  provers.set(kernel, prover);
  return prover;
}

/** Defines a session with proofs of a statement for four clients with small inputs. */
export function planesScenario(
  testBed: TestBed,
  statement: Statement,
  options: Partial<ScenarioOptions> = {},
): Scenario {
  const proofs: ProofDemand = { system: 'planes', statement, checking: { mode: 'full' } };
  const sizes = { clients: 4, threshold: 3, bound: PROVEN_BOUND, rowLength: PLANES_ROW, proofs };
  return {
    ...smallInputs(scenarioOf(testBed, { ...sizes, ...options })),
    prover: proverOf(testBed.kernel),
    checker: planesVerifier(testBed.kernel),
  };
}

/** The seeds of a prover that has no need to hide anything. */
const SEEDS = { seed: sha256(Uint8Array.of(1)), fresh: sha256(Uint8Array.of(2)) };

/**
 * A forger whose proof names the true statement, with the commitments that it sends, but is made
 * from the digits of another input, for which the statement is true. It is not verified before it
 * is sent.
 */
export function provingDigitsOf(
  { testBed }: Scenario,
  decent: (values: Int32Array) => Int32Array,
): Forger {
  return (witness) =>
    provePlanes(
      testBed.kernel,
      { ...planesWitness(witness), values: decent(witness.values) },
      SEEDS,
    );
}
