/**
 * Groth16's equation e(A, B) = e(α, β) · e(L, γ) · e(C, δ), with L = IC_0 + Σ_k signal_k · IC_k, for many proofs at once: raised to
 * random powers w_i and multiplied, so that each proof costs one Miller loop, and each key three more.
 */
import { bytesToNumberBE } from '@noble/curves/utils.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { tupleHashStream } from '../../crypto/tupleHash.ts';
import type { WorkOptions } from '../../kernel/kernel.ts';
import { Pace } from '../../kernel/pace.ts';
import { integerBytes } from './bigEndian.ts';
import { type G1Point, GROUP_ORDER } from './bn254.ts';
import type { MillerLoopResult, PairingEngine } from './pairing.ts';
import { encodeProof, type Groth16Proof } from './proof.ts';
import { type VerificationKey, verificationKeyDigest } from './verificationKey.ts';

/** One proof and what it is to prove. */
export interface Statement {
  readonly key: VerificationKey;
  /** As many as the key has points for, each from 0 to r − 1. */
  readonly signals: readonly bigint[];
  readonly proof: Groth16Proof;
}

/** A false proof passes with probability 2^-128. */
const WEIGHT_BYTES = 16;

/** A statement with its part in any product: the factor e(w·A, B), and w·C. */
interface Weighted {
  readonly statement: Statement;
  readonly weight: bigint;
  readonly factor: MillerLoopResult;
  readonly c: G1Point;
}

/**
 * Weights from a hash over all keys, signals and proofs: nobody can choose a proof after its weight, everyone computes the same
 * verdict, and no randomness has to be trusted.
 */
function weights(statements: readonly Statement[]): bigint[] {
  const digests = new Map<VerificationKey, Uint8Array>();
  for (const { key } of statements) {
    if (!digests.has(key)) digests.set(key, verificationKeyDigest([key]));
  }
  const stream = tupleHashStream(
    'veilsum-1/proof-weights',
    ...statements.map(({ key, signals, proof }) =>
      concatBytes(digests.get(key)!, integerBytes(signals), encodeProof(proof)),
    ),
  );
  return statements.map(() => {
    const weight = bytesToNumberBE(stream(WEIGHT_BYTES));
    return weight === 0n ? 1n : weight;
  });
}

function areWellFormed({ key, signals }: Statement): boolean {
  return (
    signals.length === key.ic.length - 1 &&
    signals.every((signal) => signal >= 0n && signal < GROUP_ORDER)
  );
}

function negative(scalar: bigint): bigint {
  return (GROUP_ORDER - (scalar % GROUP_ORDER)) % GROUP_ORDER;
}

/** The three factors of one key, for all statements under it. */
function keyFactors(
  engine: PairingEngine,
  key: VerificationKey,
  members: readonly Weighted[],
): MillerLoopResult[] {
  const total = members.reduce((sum, { weight }) => sum + weight, 0n);
  const scalars = key.ic.map((_, k) =>
    k === 0
      ? total
      : members.reduce(
          (sum, { weight, statement }) => sum + weight * statement.signals[k - 1]!,
          0n,
        ),
  );
  const sums = [
    [engine.msm([{ scalar: negative(total), point: key.alpha }]), key.beta],
    [engine.msm(key.ic.map((point, k) => ({ scalar: negative(scalars[k]!), point }))), key.gamma],
    [engine.msm(members.map(({ c }) => ({ scalar: GROUP_ORDER - 1n, point: c }))), key.delta],
  ] as const;
  return sums.flatMap(([point, twist]) => (point ? [engine.pair(point, twist)] : []));
}

function holds(engine: PairingEngine, members: readonly Weighted[]): boolean {
  const keys = new Set(members.map(({ statement }) => statement.key));
  return engine.isOne([
    ...members.map(({ factor }) => factor),
    ...[...keys].flatMap((key) =>
      keyFactors(
        engine,
        key,
        members.filter(({ statement }) => statement.key === key),
      ),
    ),
  ]);
}

/** The false ones among statements whose product is false: by halves, so that a few cost a few dozen products. */
async function culprits(
  engine: PairingEngine,
  members: readonly Weighted[],
  options: WorkOptions,
): Promise<Statement[]> {
  options.signal?.throwIfAborted();
  if (members.length === 1) return [members[0]!.statement];
  const middle = Math.ceil(members.length / 2);
  const found: Statement[] = [];
  for (const half of [members.slice(0, middle), members.slice(middle)]) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (!holds(engine, half)) found.push(...(await culprits(engine, half, options)));
  }
  return found;
}

/**
 * Verifies many proofs together.
 *
 * @param options - `onProgress` hears of each proof; a false one costs further work at the end.
 * @returns For each statement whether its proof is valid: B in the subgroup, as many signals as the key has, all reduced, and the
 *   equation. The verdict on one statement does not depend on the others, but for a chance of 2^-128.
 */
export async function verifyBatch(
  engine: PairingEngine,
  statements: readonly Statement[],
  options: WorkOptions = {},
): Promise<boolean[]> {
  const pace = new Pace(options, statements.length * engine.proofCost);
  const candidates = statements.filter(areWellFormed);
  const drawn = weights(candidates);
  const members: Weighted[] = [];
  for (const [i, statement] of candidates.entries()) {
    const { a, b, c } = statement.proof;
    if (engine.isInSubgroup(b)) {
      const weight = drawn[i]!;
      // G1 has prime order: a point times a weight that is not 0 mod r is never infinity.
      const [weightedA, weightedC] = [a, c].map((point) =>
        engine.msm([{ scalar: weight, point }])!,
      );
      const factor = engine.pair(weightedA!, b);
      members.push({ statement, weight, factor, c: weightedC! });
    }
    await pace.step(engine.proofCost);
  }
  const valid = new Set(members.map(({ statement }) => statement));
  if (members.length > 0 && !holds(engine, members)) {
    for (const statement of await culprits(engine, members, options)) valid.delete(statement);
  }
  pace.finish();
  return statements.map((statement) => valid.has(statement));
}
