/** The prover of the system `planes`: digits, commitments, sum-check rounds, opening. */
import { fieldReduce } from '../../../crypto/field.ts';
import type { Kernel, WorkOptions } from '../../../kernel/kernel.ts';
import { Pace } from '../../../kernel/pace.ts';
import { integersToBytes, inWorkspace, type Workspace } from '../../../kernel/planes/workspace.ts';
import { labels } from '../../conversation.ts';
import { proofWriter } from '../challenges.ts';
import { FOLDINGS } from '../limits.ts';
import {
  commitVector,
  openingGenerators,
  type OpeningGenerators,
  proverBasis,
  type ProverBasis,
} from '../opening/basis.ts';
import { foldOpening } from '../opening/fold.ts';
import { drawMask, respond, type DrawElements, type Opened } from '../opening/mask.ts';
import { relationOf } from '../relation.ts';
import { planesSizes, type PlanesSizes } from '../sizes.ts';
import type { PlanesWitness } from '../statement.ts';
import { combineRows } from './combine.ts';
import { commitPlanes, planesCost } from './commit.ts';
import { writeDigits } from './digits.ts';
import { planeRounds } from './planeRounds.ts';
import { positionRounds, ROUNDS_COST } from './positionRounds.ts';
import type { ProverSeeds } from '../../randomness.ts';
import { proverRandomness } from './randomness.ts';
import { RoundSender } from './sender.ts';
import { requireCanonical, requireWitness } from './witness.ts';

/** Approximate cost of the opening for each column, in microseconds. */
const OPENING_COST = 70;

/**
 * Proves a claim. Does not verify the proof: see `proveVerified`.
 *
 * @param witness - the claim, its values, and the blinders of its rows
 * @param seeds - the seeds of all randomness in the proof
 * @returns the proof, of `planesProofBytes` bytes
 * @throws RangeError if the claim is false or the witness malformed
 */
export async function provePlanes(
  kernel: Kernel,
  witness: PlanesWitness,
  seeds: ProverSeeds,
  work?: WorkOptions,
): Promise<Uint8Array> {
  requireWitness(witness);
  const generators = await openingGenerators(kernel, witness.rowLength);
  return provePlanesWith(generators, witness, seeds, work);
}

/** {@link provePlanes} with given generators: H and one for each column, and K. */
export async function provePlanesWith(
  generators: OpeningGenerators,
  witness: PlanesWitness,
  seeds: ProverSeeds,
  work?: WorkOptions,
): Promise<Uint8Array> {
  requireWitness(witness);
  const sizes = planesSizes(witness);
  const { rows, extraRows, rowLength } = sizes;
  const positions = (rows + extraRows) * rowLength;
  const pace = new Pace(
    work,
    planesCost(sizes, witness.prepared !== undefined) +
      positions * ROUNDS_COST +
      rowLength * OPENING_COST,
  );
  const draw = await proverRandomness(witness, seeds);
  return inWorkspace(async (workspace) => {
    requireCanonical(workspace, witness.blinders);
    const basis = proverBasis(workspace, generators, rowLength);
    const drawn: Uint8Array[] = [];
    const remembering = (purpose: string): DrawElements => {
      const elements = draw(purpose);
      return (count) => {
        const bytes = elements(count);
        drawn.push(bytes);
        return bytes;
      };
    };
    try {
      const proof = await converse(workspace, sizes, witness, basis, remembering, pace);
      pace.finish();
      return proof;
    } finally {
      // Also after an abort: with any of it, a proof gives its input away.
      for (const secret of drawn) secret.fill(0);
    }
  });
}

/** Writes all messages, from the first to the last. */
async function converse(
  workspace: Workspace,
  sizes: PlanesSizes,
  witness: PlanesWitness,
  basis: ProverBasis,
  draw: (purpose: string) => DrawElements,
  pace: Pace,
): Promise<Uint8Array> {
  const { columnVariables, planeVariables, variables, pads, auxiliary, squared } = sizes;
  const writer = proofWriter(witness, sizes);
  const talk = writer.conversation;
  const digits = writeDigits(workspace, sizes, witness);
  const { prepared } = witness;
  const committed = await commitPlanes(
    workspace,
    sizes,
    basis,
    digits,
    draw('planes'),
    pace,
    prepared,
  );
  writer.put('planes', committed.points);

  const padBytes = draw('pads')(auxiliary);
  const padBlinder = draw('pads-blinder')(1);
  writer.put('pads', commitVector(workspace, basis, padBytes, padBlinder));
  const padVector: Opened = {
    vector: workspace.fromBytes(padBytes),
    blinder: workspace.fromBytes(padBlinder),
  };
  const padValues = workspace.toIntegers(padVector.vector);
  const masks = [padValues[pads]!, padValues[pads + 1] ?? 0n] as const;

  const sender = new RoundSender(writer, padValues);
  const tau = talk.coins(labels('tau', variables));
  const tauPlanes = talk.coins(labels('tau-k', planeVariables));
  const { length } = witness;
  const planes = planeRounds(workspace, sizes, digits, { tauPlanes, tau, length }, sender);
  const relation = relationOf(witness, sizes, talk);
  sender.claim.shown = fieldReduce(sender.claim.shown + relation.start);
  const planeWeights = workspace.scoped(() =>
    workspace.toIntegers(workspace.equality(planes.challenges)),
  );
  const input = { tau, planeWeights, planes, relation, masks };
  const { challenges, g, x } = await positionRounds(
    workspace,
    witness,
    sizes,
    digits,
    input,
    sender,
    pace,
  );
  writer.put('masked', integersToBytes(squared ? [g, x] : [g]));

  const mu = squared ? talk.coin('mu') : 0n;
  const rowWeights = workspace.equality(challenges.slice(columnVariables));
  const combined = combineRows(
    workspace,
    sizes,
    digits,
    length,
    { rowWeights, planeWeights, mu },
    { rows: witness.blinders, planes: committed.blinders },
  );
  const form = workspace.equality(challenges.slice(0, columnVariables));
  const rowMask = drawMask(workspace, basis, sizes.rowLength, draw('row-mask'));
  const padMask = drawMask(workspace, basis, auxiliary, draw('pads-mask'));
  const first = new Uint8Array(128);
  first.set(rowMask.point);
  first.set(padMask.point, 64);
  writer.put('first', first);

  const r = challenges[variables - 1]!;
  const kappa = fieldReduce(r * (1n - r));
  const padMasks = workspace.toIntegers(padMask.vector);
  const finalMasks = padMasks[pads]! + mu * (padMasks[pads + 1] ?? 0n);
  // One factor for each pad; the masks of the final values have none.
  const omega = workspace.fromIntegers([...sender.claim.omega, 0n, 0n].slice(0, auxiliary));
  const t1 = workspace.toInteger(workspace.dot(omega, padMask.vector));
  const t2 =
    workspace.toInteger(workspace.dot(rowMask.vector, form)) + kappa * fieldReduce(finalMasks);
  writer.put('t', integersToBytes([t1, fieldReduce(t2)]));

  const h = talk.coin('opening');
  const row = respond(workspace, rowMask, combined, h);
  const answered = respond(workspace, padMask, padVector, h);
  const responses = new Uint8Array(32 * (2 + auxiliary));
  responses.set(workspace.toBytes(row.blinder));
  responses.set(workspace.toBytes(answered.blinder), 32);
  responses.set(workspace.toBytes(answered.vector), 64);
  writer.put('responses', responses);

  const names = labels('fold', FOLDINGS);
  const last = foldOpening(
    workspace,
    basis,
    { vector: row.vector, form, xi: talk.coin('xi'), foldings: FOLDINGS },
    (index, pair) => {
      writer.put(names[index]!, pair);
      return talk.coin(names[index]!);
    },
  );
  writer.put('last', last);
  return writer.finish();
}
