/**
 * The link proof: one Schnorr proof of a linear relation between the openings of two commitments, D = Σ ω^j · C_j and Z, the
 * fold of the commitments to the pieces, with both answers folded (Attema and Cramer, CRYPTO 2020).
 */
import { concatBytes } from '@noble/hashes/utils.js';
import { fieldReduce } from '../../../crypto/field.ts';
import type { RandomSource } from '../../../crypto/random.ts';
import { sha256Bulk } from '../../../crypto/tupleHash.ts';
import { ELEMENT_BYTES, type Kernel } from '../../../kernel/kernel.ts';
import {
  type Elements,
  integersToBytes,
  inWorkspace,
  type Workspace,
} from '../../../kernel/planes/workspace.ts';
import { labels, ProofWriter } from '../../../proofs/conversation.ts';
import {
  type OpeningGenerators,
  type ProverBasis,
  proverBasis,
} from '../../../proofs/planes/opening/basis.ts';
import { foldOpening } from '../../../proofs/planes/opening/fold.ts';
import { drawMask, type Opened, respond } from '../../../proofs/planes/opening/mask.ts';
import { proofRandomness, type ProverSeeds } from '../../../proofs/randomness.ts';
import { foldElements, foldInput, foldSubRows } from './folds.ts';
import { type LinkSetting, type LinkStatement, linkState, type LinkWitness } from './statement.ts';
import { KIND, linkColumns, linkSizes, linkSteps, type OpeningSize } from './steps.ts';
import { verifyLinks } from './verify.ts';
import { linkWeights, type LinkWeights } from './weights.ts';

/** Increase this whenever the same statement and seeds give different proof bytes. */
const VERSION = 1;

/** The folds of a witness, all secret: vector and blinder of D, and of Z. */
interface Folded {
  readonly row: Uint8Array;
  readonly blinder: Uint8Array;
  readonly mask: Uint8Array;
  readonly maskBlinder: Uint8Array;
}

/**
 * Proves that a payload is the committed input plus the committed mask, and verifies the proof: a wrong one would be evidence
 * against an honest client.
 *
 * @param generators - for at least `linkColumns(setting)` columns
 * @param random - the randomness of the verification: from this machine, independent of `seeds`
 * @throws Error if the proof does not hold, as the witness is not one of the statement
 */
export async function proveLink(
  kernel: Kernel,
  generators: OpeningGenerators,
  setting: LinkSetting,
  statement: LinkStatement,
  witness: LinkWitness,
  seeds: ProverSeeds,
  random: RandomSource,
): Promise<Uint8Array> {
  const state = await linkState(setting, statement);
  const proof = await writeProof(kernel, generators, setting, state, witness, seeds);
  const claims = [{ ...statement, proof }];
  const [problem] = await verifyLinks(kernel, generators, setting, claims, random);
  if (problem !== undefined) {
    throw new Error(`the link proof that was made does not hold, so it is not sent: ${problem}`);
  }
  return proof;
}

/** Makes a proof for the statement with this hash, which holds only if the witness is one of the statement. */
export async function writeProof(
  kernel: Kernel,
  generators: OpeningGenerators,
  setting: LinkSetting,
  state: Uint8Array,
  witness: LinkWitness,
  seeds: ProverSeeds,
): Promise<Uint8Array> {
  const weights = linkWeights(setting, state);
  const draw = proofRandomness(seeds, {
    kind: KIND,
    version: VERSION,
    state,
    witness: await witnessDigest(witness),
  });
  const folded = await foldWitness(kernel, setting, weights, witness);
  try {
    return await inWorkspace((workspace) => {
      const basis = proverBasis(workspace, generators, linkColumns(setting));
      const writer = new ProofWriter({ kind: KIND, state }, linkSteps(setting));
      const prover = { workspace, basis, setting, weights, writer, draw };
      return Promise.resolve(converse(prover, folded));
    });
  } finally {
    const { row, blinder, mask, maskBlinder } = folded;
    for (const secret of [row, blinder, mask, maskBlinder]) secret.fill(0);
  }
}

async function foldWitness(
  kernel: Kernel,
  setting: LinkSetting,
  weights: LinkWeights,
  { values, blinders, mask, pieceBlinders }: LinkWitness,
): Promise<Folded> {
  return {
    row: await foldInput(kernel, setting, weights, values),
    blinder: await foldElements(kernel, weights.rows, blinders),
    mask: await foldSubRows(kernel, setting, weights, mask),
    maskBlinder: await foldElements(kernel, weights.subRows, pieceBlinders),
  };
}

async function witnessDigest({
  values,
  blinders,
  mask,
  pieceBlinders,
}: LinkWitness): Promise<Uint8Array> {
  const bytes = new Uint8Array(values.byteLength);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setInt32(4 * i, value, true);
  });
  const hidden = concatBytes(bytes, blinders, mask, pieceBlinders);
  bytes.fill(0);
  try {
    return await sha256Bulk(hidden);
  } finally {
    hidden.fill(0);
  }
}

interface Prover {
  readonly workspace: Workspace;
  readonly basis: ProverBasis;
  readonly setting: LinkSetting;
  readonly weights: LinkWeights;
  readonly writer: ProofWriter;
  readonly draw: ReturnType<typeof proofRandomness>;
}

/** Writes all messages. */
function converse(prover: Prover, folded: Folded): Uint8Array {
  const { workspace, basis, setting, weights, writer, draw } = prover;
  const sizes = linkSizes(setting);
  const talk = writer.conversation;
  const rowForm = workspace.fromIntegers(weights.row);
  const maskForm = padded(workspace, integersToBytes(weights.subRow), sizes.mask.width);
  const row = {
    vector: workspace.fromBytes(folded.row),
    blinder: workspace.fromBytes(folded.blinder),
  };
  const mask = {
    vector: padded(workspace, folded.mask, sizes.mask.width),
    blinder: workspace.fromBytes(folded.maskBlinder),
  };
  const rowMask = drawMask(workspace, basis, sizes.row.width, draw('row'));
  const maskMask = drawMask(workspace, basis, sizes.mask.width, draw('mask'));
  writer.put('first', concatBytes(rowMask.point, maskMask.point));
  const valueOf = (form: Elements, opened: Opened): bigint =>
    workspace.toInteger(workspace.dot(opened.vector, form));
  const blinderMask = workspace.toInteger(rowMask.blinder);
  const value =
    valueOf(rowForm, rowMask) + weights.blinder * blinderMask + valueOf(maskForm, maskMask);
  writer.put('value', integersToBytes([fieldReduce(value)]));

  const response = talk.coin('response');
  const rowAnswer = respond(workspace, rowMask, row, response);
  const maskAnswer = respond(workspace, maskMask, mask, response);
  writer.put(
    'responses',
    concatBytes(
      workspace.toBytes(rowAnswer.blinder),
      workspace.toBytes(maskAnswer.blinder),
      integersToBytes([valueOf(rowForm, rowAnswer)]),
    ),
  );
  fold(prover, 'row', sizes.row, rowAnswer.vector, rowForm);
  fold(prover, 'mask', sizes.mask, maskAnswer.vector, maskForm);
  return writer.finish();
}

/** Folds one answer. */
function fold(
  { workspace, basis, writer }: Prover,
  prefix: string,
  { foldings }: OpeningSize,
  vector: Elements,
  form: Elements,
): void {
  const names = labels(prefix, foldings);
  const talk = writer.conversation;
  const last = foldOpening(
    workspace,
    basis,
    { vector, form, xi: talk.coin('xi'), foldings },
    (index, pair) => {
      writer.put(names[index]!, pair);
      return talk.coin(names[index]!);
    },
  );
  writer.put(`${prefix}-last`, last);
}

/** Elements from bytes, followed by zeros. */
function padded(workspace: Workspace, bytes: Uint8Array, width: number): Elements {
  const all = new Uint8Array(width * ELEMENT_BYTES);
  all.set(bytes);
  const elements = workspace.fromBytes(all);
  all.fill(0);
  return elements;
}
