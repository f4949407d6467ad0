/**
 * Batch verification of Groth16 proofs (Groth, EUROCRYPT 2016, eprint 2016/260 §3.2). The equation
 * of one proof is
 *
 *     e(A, B) = e(α, β) · e(L, γ) · e(C, δ),   L = IC_0 + Σ_k signal_k · IC_k.
 *
 * The equations of a batch are raised to random weights w_i and multiplied (small exponents test:
 * Bellare, Garay and Rabin, EUROCRYPT 1998), so that each proof costs one Miller loop, and each key
 * three more.
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

/** A proof with the verification key and public signals it is verified against. */
export interface Statement {
  readonly key: VerificationKey;
  /** One public signal for each `ic` point after the first, from 0 to r − 1. */
  readonly signals: readonly bigint[];
  readonly proof: Groth16Proof;
}

/** Size of a weight: a batch with a false proof passes with probability 2^-128. */
const WEIGHT_BYTES = 16;

/** A statement with its weight w: the Miller loop of e(w·A, B), and w·C. */
interface Weighted {
  readonly statement: Statement;
  readonly weight: bigint;
  readonly factor: MillerLoopResult;
  readonly c: G1Point;
}

/**
 * Weights from a hash over all keys, signals and proofs. A proof cannot be chosen after its weight,
 * everyone computes the same verdict, and no source of randomness has to be trusted.
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

/** The Miller loops of one key's three pairings, for all statements under it. */
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

/** The false statements in a batch that failed, found by bisection. */
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
 * @param options - `onProgress` reports the share of proofs done; bisecting after a failure takes
 *   further time
 * @returns for each statement, whether its proof is valid: B is in the subgroup, there is one
 *   reduced signal for each `ic` point after the first, and the equation holds. Except with
 *   probability 2^-128, a verdict does not depend on the other statements of the batch
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
