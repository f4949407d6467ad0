/** Verifies link proofs, all of a session with one multi-scalar multiplication, and finds those that do not hold. */
import { fieldMultiply, fieldReduce } from '../../../crypto/field.ts';
import type { RandomSource } from '../../../crypto/random.ts';
import { ELEMENT_BYTES, POINT_BYTES, type Kernel } from '../../../kernel/kernel.ts';
import { areCanonical, areOnCurve } from '../../../kernel/planes/points.ts';
import {
  bytesToIntegers,
  integersToBytes,
  inWorkspace,
  type Workspace,
} from '../../../kernel/planes/workspace.ts';
import { type Conversation, labels, readMessages } from '../../../proofs/conversation.ts';
import type { OpeningGenerators } from '../../../proofs/planes/opening/basis.ts';
import {
  type Equation,
  openingEquation,
  type OpeningView,
  type Terms,
} from '../../../proofs/planes/opening/equation.ts';
import { WeightedProduct } from '../../../proofs/planes/opening/product.ts';
import { findFaulty } from '../findFaulty.ts';
import { decodingWeights } from '../lagrange.ts';
import { foldPayload } from './folds.ts';
import { isSized, type LinkSetting, type LinkStatement, linkState } from './statement.ts';
import {
  KIND,
  linkColumns,
  linkProofBytes,
  linkSizes,
  linkSteps,
  type OpeningSize,
} from './steps.ts';
import { linkWeights, type LinkWeights } from './weights.ts';

/** A statement with its proof. */
export interface ProvenLink extends LinkStatement {
  readonly proof: Uint8Array;
}

/** Bytes of a weight: a batch with a wrong proof passes with probability 2^-128. */
const WEIGHT_BYTES = 16;

const WRONG = 'the payload is not the committed input plus the committed mask';

/** A statement with its proof, of which the payload has been read: it need not be kept. */
export interface ReadClaim extends Omit<ProvenLink, 'payload'> {
  /** The hash of the whole statement. */
  readonly state: Uint8Array;
  /** Σ θ^i · y_i over the payload, or what is wrong with it. */
  readonly payload: bigint | string;
}

/** Everything that follows from a claim before any multiplication of points. */
interface ReadLink {
  readonly claim: ReadClaim;
  readonly talk: Conversation;
  readonly weights: LinkWeights;
  /** Weights of the points of the first U holders, one for each point. */
  readonly pointWeights: readonly bigint[];
  readonly payload: bigint;
}

/** Reads the payload of a claim, so that it need not be kept until claims are verified together. */
export async function readClaim(
  kernel: Kernel,
  setting: LinkSetting,
  claim: ProvenLink,
): Promise<ReadClaim> {
  return readUnder(kernel, setting, claim, await linkState(setting, claim));
}

async function readUnder(
  kernel: Kernel,
  setting: LinkSetting,
  { payload, ...claim }: ProvenLink,
  state: Uint8Array,
): Promise<ReadClaim> {
  if (!isSized(setting, { ...claim, payload })) {
    return { ...claim, state, payload: 'the statement has the wrong size' };
  }
  if (!kernel.areCanonical(payload)) {
    return { ...claim, state, payload: 'the payload holds an element that is not below ℓ' };
  }
  return { ...claim, state, payload: await foldPayload(kernel, setting, state, payload) };
}

/**
 * Verifies claims together.
 *
 * @param generators - for at least `linkColumns(setting)` columns
 * @param random - the verifier's own randomness, drawn after all proofs are known
 * @returns for each claim, `undefined` if its proof holds, or a sentence about what is wrong
 */
export async function verifyLinks(
  kernel: Kernel,
  generators: OpeningGenerators,
  setting: LinkSetting,
  claims: readonly ProvenLink[],
  random: RandomSource,
): Promise<(string | undefined)[]> {
  const states = await Promise.all(claims.map((claim) => linkState(setting, claim)));
  return verifyUnder(kernel, generators, setting, claims, states, random);
}

/** {@link verifyLinks} with the given hashes of the statements; only tests give others than `linkState`. */
export async function verifyUnder(
  kernel: Kernel,
  generators: OpeningGenerators,
  setting: LinkSetting,
  claims: readonly ProvenLink[],
  states: readonly Uint8Array[],
  random: RandomSource,
): Promise<(string | undefined)[]> {
  const read: ReadClaim[] = [];
  for (const [i, claim] of claims.entries()) {
    read.push(await readUnder(kernel, setting, claim, states[i]!));
  }
  return verifyRead(kernel, generators, setting, read, random);
}

/** {@link verifyLinks} for claims of which the payloads have been read. */
export async function verifyRead(
  kernel: Kernel,
  generators: OpeningGenerators,
  setting: LinkSetting,
  claims: readonly ReadClaim[],
  random: RandomSource,
): Promise<(string | undefined)[]> {
  const { shape, holders } = setting;
  const decoding = decodingWeights(shape, holders.slice(0, shape.recovery));
  const read: (ReadLink | string)[] = [];
  for (const claim of claims) read.push(await readLink(kernel, setting, decoding, claim));
  const verdicts = read.map((each) => (typeof each === 'string' ? each : undefined));
  const open = [...read.keys()].filter((index) => verdicts[index] === undefined);
  const faulty = await inWorkspace((workspace) => {
    const product = new WeightedProduct(workspace, linkColumns(setting));
    return findFaulty(open.length, (indices) => {
      for (const index of indices) {
        addLink(workspace, product, setting, read[open[index]!] as ReadLink, random);
      }
      return Promise.resolve(product.vanishes(generators));
    });
  });
  for (const index of faulty) verdicts[open[index]!] = WRONG;
  return verdicts;
}

/** Reads a proof, and checks everything but its two equations. */
async function readLink(
  kernel: Kernel,
  setting: LinkSetting,
  decoding: Uint8Array,
  claim: ReadClaim,
): Promise<ReadLink | string> {
  const { state, payload } = claim;
  if (typeof payload === 'string') return payload;
  if (claim.proof.length !== linkProofBytes(setting)) {
    return `the proof has ${claim.proof.length} bytes and not ${linkProofBytes(setting)}`;
  }
  const talk = readMessages({ kind: KIND, state }, linkSteps(setting), claim.proof);
  if (!(await isEncoded(setting, claim, talk))) {
    return 'the statement or its proof holds a point that is not on the curve, or an element that is not below ℓ';
  }
  const weights = linkWeights(setting, state);
  return {
    claim,
    talk,
    weights,
    pointWeights: await weightsOfPoints(kernel, setting, weights, decoding),
    payload,
  };
}

function isEncoded(
  setting: LinkSetting,
  { commitments, points }: ReadClaim,
  talk: Conversation,
): Promise<boolean> {
  const { row, mask } = linkSizes(setting);
  const pairs = [...labels('row', row.foldings), ...labels('mask', mask.foldings)];
  return inWorkspace((workspace) =>
    Promise.resolve(
      areOnCurve(workspace, commitments) &&
        areOnCurve(workspace, points) &&
        ['first', ...pairs].every((label) => areOnCurve(workspace, talk.part(label))) &&
        ['value', 'responses', 'row-last', 'mask-last'].every((label) =>
          areCanonical(workspace, talk.part(label)),
        ),
    ),
  );
}

/** Z = Σ weight · Q over the points of the first U holders: for sub-row b of holder j, θ^(c_M·b) · Σ_k θ^(L·k) · λ_j(α_k). */
async function weightsOfPoints(
  kernel: Kernel,
  { shape }: LinkSetting,
  { subRows }: LinkWeights,
  decoding: Uint8Array,
): Promise<bigint[]> {
  const ofPieces = subRows.filter((_, g) => g % shape.subRows === 0);
  const inPiece = subRows.slice(0, shape.subRows);
  const combined = await kernel.combine(integersToBytes(ofPieces), decoding, shape.pieces);
  return bytesToIntegers(combined).flatMap((weight) =>
    inPiece.map((power) => fieldMultiply(power, weight)),
  );
}

/** Adds both equations of a claim, each with its own weight. */
function addLink(
  workspace: Workspace,
  product: WeightedProduct,
  setting: LinkSetting,
  { claim, talk, weights, pointWeights, payload }: ReadLink,
  random: RandomSource,
): void {
  const { shape } = setting;
  const sizes = linkSizes(setting);
  const first = talk.part('first');
  const [value] = bytesToIntegers(talk.part('value')) as [bigint];
  const [rowPhi, maskPhi, rowValue] = bytesToIntegers(talk.part('responses')) as [
    bigint,
    bigint,
    bigint,
  ];
  const h = talk.coin('response');
  const add = (
    prefix: 'row' | 'mask',
    size: OpeningSize,
    view: Pick<OpeningView, 'first' | 'phi' | 'value'>,
    form: readonly bigint[],
    opened: { readonly points: Uint8Array; readonly weights: readonly bigint[] },
  ): void => {
    workspace.scoped(() => {
      const names = labels(prefix, size.foldings);
      const zeros = new Array<bigint>(size.width - form.length).fill(0n);
      const { equation, row } = openingEquation(workspace, {
        ...view,
        form: workspace.fromIntegers([...form, ...zeros]),
        h,
        xi: talk.coin('xi'),
        pairs: names.map((label) => talk.part(label)),
        challenges: talk.coins(names),
        last: workspace.fromBytes(talk.part(`${prefix}-last`)),
      });
      const terms: Terms = {
        points: opened.points,
        scalars: workspace.fromIntegers(opened.weights.map((weight) => fieldMultiply(weight, row))),
      };
      const whole: Equation = { ...equation, terms: [...equation.terms, terms] };
      product.add(whole, drawWeight(random));
    });
  };
  add(
    'row',
    sizes.row,
    { first: first.subarray(0, POINT_BYTES), phi: rowPhi, value: rowValue },
    weights.row,
    {
      points: claim.commitments,
      weights: weights.rows,
    },
  );
  const maskValue = fieldReduce(value + h * payload - rowValue - weights.blinder * rowPhi);
  add(
    'mask',
    sizes.mask,
    { first: first.subarray(POINT_BYTES), phi: maskPhi, value: maskValue },
    weights.subRow,
    {
      points: claim.points.subarray(0, shape.recovery * shape.subRows * POINT_BYTES),
      weights: pointWeights,
    },
  );
}

/** A weight that no prover can predict. */
function drawWeight(random: RandomSource): bigint {
  const bytes = new Uint8Array(ELEMENT_BYTES);
  bytes.set(random(WEIGHT_BYTES));
  return bytesToIntegers(bytes)[0]!;
}
