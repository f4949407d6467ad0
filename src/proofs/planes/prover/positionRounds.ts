/** Sum-check rounds over the variables of a position, and the two values in which they end. */
import { fieldReduce } from '../../../crypto/field.ts';
import { lookUpTables } from '../../../kernel/planes/digits.ts';
import type { Workspace } from '../../../kernel/planes/workspace.ts';
import type { Pace } from '../../../kernel/pace.ts';
import { evaluate } from '../multilinear.ts';
import { realIntervals, type Relation } from '../relation.ts';
import type { PlanesSizes } from '../sizes.ts';
import type { PlanesShape } from '../statement.ts';
import { labels } from '../../conversation.ts';
import { DigitTable } from './digitTable.ts';
import type { WitnessDigits } from './digits.ts';
import { LinearTerm } from './linearTerm.ts';
import type { PlaneRounds } from './planeRounds.ts';
import { RealTable } from './realTable.ts';
import type { RoundSender } from './sender.ts';
import { SquaresTerm } from './squaresTerm.ts';
import { ZeroTerm } from './zeroTerm.ts';

/** Approximate cost for each position, summed over all rounds, in microseconds. */
export const ROUNDS_COST = 0.6;

/** Input of the rounds over positions. */
export interface PositionInput {
  readonly tau: readonly bigint[];
  /** f_k, the weight of each plane. */
  readonly planeWeights: readonly bigint[];
  readonly planes: PlaneRounds;
  readonly relation: Relation;
  /** R_g and R_x, the masks of the two final values. */
  readonly masks: readonly [g: bigint, x: bigint];
}

/** Results of the rounds over positions. */
export interface PositionRounds {
  /** r, the challenges. */
  readonly challenges: readonly bigint[];
  /** ĝ and x̂, the final values. */
  readonly g: bigint;
  readonly x: bigint;
}

/**
 * The value of the linear form on the digits. It follows from the statement, which the verifier
 * knows before the rounds.
 */
function linearSum(
  shape: PlanesShape,
  { start, squares }: Relation,
  digits: WitnessDigits,
): bigint {
  return shape.kind === 'l2' ? fieldReduce(-squares * digits.squares!.total) : start;
}

/** Runs the rounds over positions. */
export async function positionRounds(
  workspace: Workspace,
  shape: PlanesShape,
  sizes: PlanesSizes,
  digits: WitnessDigits,
  { tau, planeWeights, planes, relation, masks }: PositionInput,
  sender: RoundSender,
  pace: Pace,
): Promise<PositionRounds> {
  const { patterns, squares } = digits;
  const positions = (sizes.rows + sizes.extraRows) * sizes.rowLength;
  const challenges: bigint[] = [];
  const real = new RealTable(realIntervals(shape, sizes), challenges);
  const tables = lookUpTables(workspace, patterns, planeWeights.slice(0, sizes.weights.length));
  const g = new DigitTable(workspace, { patterns, tables }, positions);
  const zero = new ZeroTerm(workspace, tau, real, planes);
  const squared = squares && new SquaresTerm(workspace, squares, relation.squares, shape.length);
  const linear =
    relation.linear.length > 0
      ? new LinearTerm(workspace, relation.linear, linearSum(shape, relation, digits))
      : undefined;
  const names = labels('i', sizes.variables);
  const last = sizes.variables - 1;
  for (let t = 0; t < last; t++) {
    const polynomial = sum(zero.round(t, g), squared?.round() ?? [], linear?.round(g) ?? []);
    const r = sender.send(names[t]!, polynomial);
    challenges.push(r);
    zero.bind(t, r);
    squared?.bind(r);
    linear?.bind(r);
    g.fold(r);
    await pace.step((positions / 2 ** (t + 1)) * ROUNDS_COST);
  }
  // In the last round, R·X·(1 − X) is added to both tables: the polynomial has degree 5, and the
  // final values are uniform (Chiesa, Forbes and Spooner, 2017).
  const [g0, g1] = [g.entry(0), g.entry(1)];
  const [x0, x1] = squared?.ends() ?? [0n, 0n];
  const [u0, u1] = linear?.ends() ?? [0n, 0n];
  const gPolynomial = masked(g0, g1, masks[0]);
  const xPolynomial = masked(x0, x1, masks[1]);
  const remainder = sum(line(real.at(last, 0), real.at(last, 1)), scaled(gPolynomial, -1n));
  const polynomial = sum(
    product(zero.equality(last), product(gPolynomial, remainder)),
    scaled(product(xPolynomial, xPolynomial), squared?.factor ?? 0n),
    product(line(u0, u1), gPolynomial),
  );
  const r = sender.send(names[last]!, polynomial);
  challenges.push(r);
  return { challenges, g: evaluate(gPolynomial, r), x: evaluate(xPolynomial, r) };
}

const line = (at0: bigint, at1: bigint): bigint[] => [at0, fieldReduce(at1 - at0)];

/** at0 + X·(at1 − at0) + mask·X·(1 − X) */
const masked = (at0: bigint, at1: bigint, mask: bigint): bigint[] => [
  at0,
  fieldReduce(at1 - at0 + mask),
  fieldReduce(-mask),
];

const scaled = (p: readonly bigint[], factor: bigint): bigint[] =>
  p.map((c) => fieldReduce(c * factor));

function sum(...list: readonly (readonly bigint[])[]): bigint[] {
  const length = Math.max(...list.map((p) => p.length));
  return Array.from({ length }, (_, e) => fieldReduce(list.reduce((s, p) => s + (p[e] ?? 0n), 0n)));
}

function product(p: readonly bigint[], q: readonly bigint[]): bigint[] {
  const out = new Array<bigint>(p.length + q.length - 1).fill(0n);
  p.forEach((a, i) => {
    q.forEach((b, j) => {
      out[i + j] = fieldReduce(out[i + j]! + a * b);
    });
  });
  return out;
}
