import { toHex } from '../../crypto/hex.ts';
import { tupleHash } from '../../crypto/tupleHash.ts';
import { packageKeys } from '../../net/packageKeys.ts';
import { createRangeVerifier, defaultPairing } from '../../proofs/groth16/verifier.ts';
import type { PairingEngine } from '../../proofs/groth16/pairing.ts';
import { readProvingKeys, type VerifyingKeys } from '../../proofs/groth16/keys.ts';
import { createRangeProver } from '../../proofs/groth16/prover/prover.ts';
import type { CircuitKind } from '../../proofs/groth16/sizes.ts';
import type { RangeVerifier, RangeProver } from '../../proofs/system.ts';
import type { ProofAudit, ProofDemand } from '../../session/proofDemand.ts';
import type { TestBed } from '../attack.ts';
import { type Scenario, scenarioOf, type ScenarioOptions } from './scenario.ts';

/** Real proofs over rows of 8 coordinates in 8 bits. */
export interface ProofBench {
  readonly keys: VerifyingKeys;
  readonly prover: RangeProver;
  readonly checker: RangeVerifier;
  readonly engine: PairingEngine;
}

const benches = new Map<CircuitKind, Promise<ProofBench>>();

/** The name of the keys that the suite's proofs of a kind are made with. */
export function benchKeys(kind: CircuitKind): string {
  return `${kind}-8x8`;
}

/** The proof system of the suite. It loads once, with the keys of the first lab that asks; snarkjs must be installed. */
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

/** An attack and its control have the same honest clients: what they prove twice is proven once. */
function remembering(maker: RangeProver): RangeProver {
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

/** B of the sessions with proofs: it has room in 8 bits. */
export const PROVEN_BOUND = 100;

/** B₂² of those that bound the norm: the honest inputs stay below it. */
const PROVEN_SQUARED_NORM = 1600;

/** Draws up a session with proofs over four clients whose inputs are small. */
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

/** The same world with inputs that leave room below the bound. */
export function smallInputs(scenario: Scenario): Scenario {
  return { ...scenario, inputs: scenario.inputs.map((input) => input.map((x) => x % 20)) };
}
