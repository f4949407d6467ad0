import { packageKeys } from '../../net/packageKeys.ts';
import { createRangeVerifier, defaultPairing } from '../../proofs/groth16/verifier.ts';
import type { PairingEngine } from '../../proofs/groth16/pairing.ts';
import { readProvingKeys, type VerifyingKeys } from '../../proofs/groth16/keys.ts';
import { createRangeProver } from '../../proofs/groth16/prover/prover.ts';
import type { CircuitKind } from '../../proofs/groth16/sizes.ts';
import type { RangeVerifier, RangeProver } from '../../proofs/system.ts';
import type { ProofAudit, ProofDemand } from '../../session/proofDemand.ts';
import type { TestBed } from '../attack.ts';
import { PROVEN_BOUND, PROVEN_SQUARED_NORM, smallInputs } from './provenInputs.ts';
import { remembering } from './remembering.ts';
import { type Scenario, scenarioOf, type ScenarioOptions } from './scenario.ts';

/** Real proofs for rows of 8 coordinates of 8 bits. */
export interface ProofBench {
  readonly keys: VerifyingKeys;
  readonly prover: RangeProver;
  readonly checker: RangeVerifier;
  readonly engine: PairingEngine;
}

const benches = new Map<CircuitKind, Promise<ProofBench>>();

/** The name of the keys that the suite uses for a kind of proof. */
export function benchKeys(kind: CircuitKind): string {
  return `${kind}-8x8`;
}

/**
 * The suite's proof system. It is loaded once, with the keys of the first test bed that needs it;
 * snarkjs must be installed.
 */
function proofBench(kind: CircuitKind, testBed: TestBed): Promise<ProofBench> {
  const bench = benches.get(kind) ?? load(kind, testBed);
  benches.set(kind, bench);
  return bench;
}

async function load(
  kind: CircuitKind,
  { kernel, keys: read = packageKeys() }: TestBed,
): Promise<ProofBench> {
  const engine = await defaultPairing();
  const keys = await readProvingKeys(benchKeys(kind), read, engine);
  const prover = remembering(createRangeProver(keys, kernel, engine));
  return { keys, prover, checker: createRangeVerifier(keys, kernel, engine), engine };
}

/** Defines a session with proofs for four clients with small inputs. */
export async function provenScenario(
  testBed: TestBed,
  kind: CircuitKind,
  options: Partial<ScenarioOptions> & { readonly checking?: ProofAudit } = {},
): Promise<Scenario & ProofBench> {
  const bench = await proofBench(kind, testBed);
  const { checking = { mode: 'full' }, ...parameters } = options;
  const statement = kind === 'linf' ? { kind } : { kind, maxSquaredNorm: PROVEN_SQUARED_NORM };
  const setup = bench.keys.keyDigest;
  const proofs: ProofDemand = { system: 'groth16', statement, setup, checking };
  const sizes = { clients: 4, threshold: 3, bound: PROVEN_BOUND, proofs };
  return { ...smallInputs(scenarioOf(testBed, { ...sizes, ...parameters })), ...bench };
}
