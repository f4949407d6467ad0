/** Proofs of many clients in one product, and the names of those that do not hold. */
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

/** Microseconds for a point of a proof, and for what comes with any proof. */
const POINT_COST = 8;
const PROOF_COST = 20_000;

/** Bytes of a weight: a wrong proof passes a batch with a probability of 2^-128. */
const WEIGHT_BYTES = 16;

const WRONG = 'the openings of the proof do not hold';

function costOf(claim: ProvenPlanes): number {
  if (claimFault(claim) !== undefined) return 1;
  return PROOF_COST + POINT_COST * planePoints(planesSizes(claim));
}

/** A weight that nobody could foresee. */
function drawWeight(random: RandomSource): bigint {
  const bytes = new Uint8Array(32);
  bytes.set(random(WEIGHT_BYTES));
  return bytesToIntegers(bytes)[0]!;
}

/** Adds all equations of one claim, each with a separate weight. A string says what is wrong before any product. */
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
 * Verdicts on claims whose proofs are checked together.
 *
 * Every proof's two equations between points enter one sum with independent weights of 128 bits, drawn after all proofs are there. If the sum
 * does not vanish, halves are checked with fresh weights until every wrong proof stands alone.
 *
 * @param claims - Claims with their proofs, of any kinds and sizes.
 * @param random - The verifier's own randomness.
 * @returns for each claim `undefined` where it is proven, or a sentence that says what is wrong
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

/** Columns of the longest rows among claims that are ones. */
function columnsOf(claims: readonly ProvenPlanes[]): number {
  return claims.reduce(
    (most, claim) => (claimFault(claim) === undefined ? Math.max(most, claim.rowLength) : most),
    0,
  );
}

/** {@link verifyPlanes} with generators that are there already: H and one for each column, and K. */
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

/** What all steps of one call share. */
interface Batch {
  readonly workspace: Workspace;
  readonly product: WeightedProduct;
  readonly generators: OpeningGenerators;
  readonly claims: readonly ProvenPlanes[];
  readonly verdicts: (string | undefined)[];
  readonly random: RandomSource;
  readonly pace: Pace;
}

/** Checks the claims at some indices together; where the sum does not vanish, both halves. */
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
