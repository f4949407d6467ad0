/**
 * Verifies the proofs of many clients with one multi-scalar multiplication, and finds those that do
 * not hold.
 */
import type { RandomSource } from '../../../crypto/random.ts';
import type { Kernel, WorkOptions } from '../../../kernel/kernel.ts';
import { Pace } from '../../../kernel/pace.ts';
import { bytesToIntegers, inWorkspace, type Workspace } from '../../../kernel/planes/workspace.ts';
import { openingGenerators, type OpeningGenerators } from '../opening/basis.ts';
import { WeightedProduct } from '../opening/product.ts';
import { planePoints, planesSizes } from '../sizes.ts';
import { claimFault, type ProvenPlanes } from '../statement.ts';
import { gatherEquations } from './gather.ts';
import { readConversation } from './read.ts';

/**
 * Approximate costs of a point in a proof, and of a proof apart from its points, in microseconds.
 */
const POINT_COST = 8;
const PROOF_COST = 20_000;

/** Size of a weight: a batch with an invalid proof passes with probability 2^-128. */
const WEIGHT_BYTES = 16;

const WRONG = 'the openings of the proof do not hold';

function costOf(claim: ProvenPlanes): number {
  if (claimFault(claim) !== undefined) return 1;
  return PROOF_COST + POINT_COST * planePoints(planesSizes(claim));
}

/** Draws a weight, which no prover can predict. */
function drawWeight(random: RandomSource): bigint {
  const bytes = new Uint8Array(32);
  bytes.set(random(WEIGHT_BYTES));
  return bytesToIntegers(bytes)[0]!;
}

/**
 * Adds all equations of one claim, each with its own weight. Returns a sentence if the proof fails
 * before any multiplication.
 */
function addClaim(
  workspace: Workspace,
  product: WeightedProduct,
  claim: ProvenPlanes,
  weight: () => bigint,
): string | undefined {
  return workspace.scoped(() => {
    const read = readConversation(workspace, claim);
    if (typeof read === 'string') return read;
    const equations = gatherEquations(workspace, claim, read.sizes, read.talk);
    if (typeof equations === 'string') return equations;
    for (const equation of equations) product.add(equation, weight());
    return undefined;
  });
}

/**
 * Verifies claims together.
 *
 * The two point equations of every proof are added with independent random weights of 128 bits,
 * drawn after all proofs are known. If the sum does not vanish, the halves are verified with fresh
 * weights, until every invalid proof is found.
 *
 * @param claims - claims with their proofs, of any kinds and sizes
 * @param random - the verifier's own randomness
 * @returns for each claim, `undefined` if its proof is valid, or a sentence about what is wrong
 */
export async function verifyPlanes(
  kernel: Kernel,
  claims: readonly ProvenPlanes[],
  random: RandomSource,
  work?: WorkOptions,
): Promise<(string | undefined)[]> {
  const generators = await openingGenerators(kernel, columnsOf(claims));
  return verifyPlanesWith(generators, claims, random, work);
}

/** The maximum row length among well-formed claims. */
function columnsOf(claims: readonly ProvenPlanes[]): number {
  return claims.reduce(
    (most, claim) => (claimFault(claim) === undefined ? Math.max(most, claim.rowLength) : most),
    0,
  );
}

/** {@link verifyPlanes} with given generators: H and one for each column, and K. */
export async function verifyPlanesWith(
  generators: OpeningGenerators,
  claims: readonly ProvenPlanes[],
  random: RandomSource,
  work?: WorkOptions,
): Promise<(string | undefined)[]> {
  const columns = columnsOf(claims);
  const verdicts: (string | undefined)[] = claims.map(() => undefined);
  const pace = new Pace(
    work,
    claims.reduce((sum, claim) => sum + costOf(claim), 0),
  );
  await inWorkspace(async (workspace) => {
    const product = new WeightedProduct(workspace, columns);
    const all = claims.map((_, index) => index);
    await settle({ workspace, product, generators, claims, verdicts, random, pace }, all);
  });
  pace.finish();
  return verdicts;
}

/** State of one call. */
interface Batch {
  readonly workspace: Workspace;
  readonly product: WeightedProduct;
  readonly generators: OpeningGenerators;
  readonly claims: readonly ProvenPlanes[];
  readonly verdicts: (string | undefined)[];
  readonly random: RandomSource;
  readonly pace: Pace;
}

/**
 * Verifies the claims at the given indices together; if the sum does not vanish, each half again.
 */
async function settle(batch: Batch, indices: readonly number[]): Promise<void> {
  const { workspace, product, generators, claims, verdicts, random, pace } = batch;
  const open: number[] = [];
  for (const index of indices) {
    const claim = claims[index]!;
    verdicts[index] = addClaim(workspace, product, claim, () => drawWeight(random));
    if (verdicts[index] === undefined) open.push(index);
    await pace.step(costOf(claim));
  }
  if (product.vanishes(generators)) return;
  if (open.length === 1) {
    verdicts[open[0]!] = WRONG;
    return;
  }
  const half = open.length >> 1;
  for (const part of [open.slice(0, half), open.slice(half)]) await settle(batch, part);
}
