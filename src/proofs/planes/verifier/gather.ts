/**
 * Reduces a proof to what has to be checked: one equation of scalars, which is checked here, and
 * two equations of points. Pure functions of claim, messages and challenges.
 */
import { fieldMultiply, fieldReduce } from '../../../crypto/field.ts';
import {
  bytesToIntegers,
  slice,
  type Elements,
  type Workspace,
} from '../../../kernel/planes/workspace.ts';
import { LIMB_BYTES } from '../../../kernel/layout.ts';
import { type Conversation, labels } from '../../conversation.ts';
import { PaddedClaim } from '../claim.ts';
import { FOLDINGS } from '../limits.ts';
import { belowAt, dot, equalAt } from '../multilinear.ts';
import { openingEquation, type Equation } from '../opening/equation.ts';
import { linearAt, realAt, relationOf, type Relation } from '../relation.ts';
import { planePoints, type PlanesSizes } from '../sizes.ts';
import type { PlanesClaim } from '../statement.ts';

/** The replayed rounds, and the values in which they end. */
interface Rounds {
  readonly claim: PaddedClaim;
  /** r_k and r, the challenges of the rounds over planes and over positions. */
  readonly plane: readonly bigint[];
  readonly position: readonly bigint[];
  /** ĝ and x̂; x̂ is 0 without squares. */
  readonly g: bigint;
  readonly x: bigint;
  readonly mu: bigint;
  readonly relation: Relation;
}

function replayRounds(claim: PlanesClaim, sizes: PlanesSizes, talk: Conversation): Rounds {
  const relation = relationOf(claim, sizes, talk);
  const padded = new PaddedClaim(0n);
  const follow = (label: string): bigint => {
    const r = talk.coin(label);
    padded.round(bytesToIntegers(talk.part(label)), r);
    return r;
  };
  const plane = labels('k', sizes.planeVariables).map(follow);
  padded.shown = fieldReduce(padded.shown + relation.start);
  const position = labels('i', sizes.variables).map(follow);
  const [g, x] = bytesToIntegers(talk.part('masked'));
  const mu = sizes.squared ? talk.coin('mu') : 0n;
  return { claim: padded, plane, position, g: g!, x: x ?? 0n, mu, relation };
}

/** V, the value that the rounds must end in. */
function finalValue(
  claim: PlanesClaim,
  sizes: PlanesSizes,
  talk: Conversation,
  { plane, position, g, x, relation }: Rounds,
): bigint {
  const { squares, linear } = relation;
  const epsilon = fieldMultiply(
    equalAt(talk.coins(labels('tau-k', sizes.planeVariables)), plane),
    equalAt(talk.coins(labels('tau', sizes.variables)), position),
  );
  const real = realAt(claim, sizes, position);
  return fieldReduce(
    epsilon * fieldReduce(g * (real - g)) +
      squares * fieldMultiply(x, x) +
      linearAt(linear, position) * g,
  );
}

/**
 * The point equations of a proof whose scalar equation holds, or a sentence about what is wrong.
 */
export function gatherEquations(
  workspace: Workspace,
  claim: PlanesClaim,
  sizes: PlanesSizes,
  talk: Conversation,
): readonly [opening: Equation, pads: Equation] | string {
  const rounds = replayRounds(claim, sizes, talk);
  const { position, g, x, mu } = rounds;
  const h = talk.coin('opening');
  const [t1, t2] = bytesToIntegers(talk.part('t'));
  const [phi, phiPads, ...answered] = bytesToIntegers(talk.part('responses'));
  // Equation F1.
  const missing = rounds.claim.shown - finalValue(claim, sizes, talk, rounds);
  const omega = rounds.claim.omega;
  if (dot(omega, answered) !== fieldReduce(t1! + h * missing)) {
    return 'the rounds of the proof do not add up';
  }
  const r = position[sizes.variables - 1]!;
  const kappa = fieldReduce(r * (1n - r));
  const masks = answered[sizes.pads]! + mu * (answered[sizes.pads + 1] ?? 0n);
  const shifted = x + sizes.shift * belowAt(claim.length, position);
  const value = fieldReduce(t2! + h * fieldReduce(g + mu * shifted) - kappa * fieldReduce(masks));
  return [
    rowEquation(workspace, claim, sizes, talk, rounds, { phi: phi!, value, h }),
    padsEquation(workspace, talk, { phi: phiPads!, answered, h }),
  ];
}

/**
 * Equation E1: the folded row opens to the vector, and its value under eq(r, ·) is the one that the
 * rounds require.
 */
function rowEquation(
  workspace: Workspace,
  claim: PlanesClaim,
  sizes: PlanesSizes,
  talk: Conversation,
  { plane, position, mu }: Rounds,
  { phi, value, h }: { phi: bigint; value: bigint; h: bigint },
): Equation {
  const { columnVariables, rows, weights, shift, rowLength } = sizes;
  const folds = labels('fold', FOLDINGS);
  const { equation, row } = openingEquation(workspace, {
    first: talk.part('first').subarray(0, 64),
    phi,
    value,
    form: workspace.equality(position.slice(0, columnVariables)),
    h,
    xi: talk.coin('xi'),
    pairs: folds.map((label) => talk.part(label)),
    challenges: talk.coins(folds),
    last: workspace.fromBytes(talk.part('last')),
  });
  // e_j times the factor of P, and f_k.
  const e = workspace.equality(position.slice(columnVariables), row);
  const f = workspace.toIntegers(workspace.equality(plane));
  const committed = fieldReduce(f[0]! + mu);
  const coordinates = slice(e, 0, rows);
  const factors = weights.slice(1).map((weight, k) => fieldReduce(f[k + 1]! - f[0]! * weight));
  const planes = talk.part('planes');
  const extraStart = 64 * rows * factors.length;
  const further = slice(e, rows, rows + planePoints(sizes) - rows * factors.length);
  workspace.scale(further, f[0]!);
  const terms = [
    {
      points: planes.subarray(0, extraStart),
      scalars: workspace.outer(coordinates, workspace.fromIntegers(factors)),
    },
    {
      points: claim.commitments,
      scalars: workspace.outer(coordinates, workspace.fromInteger(committed)),
    },
    { points: planes.subarray(extraStart), scalars: further },
  ];
  addShift(workspace, equation.generators, coordinates, {
    factor: fieldMultiply(committed, shift),
    lastRow: claim.length - (rows - 1) * rowLength,
  });
  return { ...equation, terms: [...equation.terms, ...terms] };
}

/**
 * Adds factor · Σ e_j, over the rows that contain a column, to each generator's scalar. The last
 * row has `lastRow` columns.
 */
function addShift(
  workspace: Workspace,
  generators: Elements,
  e: Elements,
  { factor, lastRow }: { factor: bigint; lastRow: number },
): void {
  workspace.scoped(() => {
    const weights = workspace.toIntegers(e);
    const before = weights.slice(0, -1).reduce((sum, weight) => sum + weight, 0n);
    const reached = workspace.fromIntegers([
      fieldReduce(factor * fieldReduce(before + weights[weights.length - 1]!)),
      fieldReduce(factor * fieldReduce(before)),
    ]);
    const shift = workspace.zeros(generators.count);
    const memory = workspace.arena.view(0, shift.at + generators.count * LIMB_BYTES);
    for (let column = 0; column < generators.count; column++) {
      const from = reached.at + (column < lastRow ? 0 : LIMB_BYTES);
      memory.copyWithin(shift.at + column * LIMB_BYTES, from, from + LIMB_BYTES);
    }
    workspace.combine(generators, generators, 1n, shift);
  });
}

/** Equation E2: A* + h·A − φ_z·H − Σ z_i·G_i = 0. */
function padsEquation(
  workspace: Workspace,
  talk: Conversation,
  { phi, answered, h }: { phi: bigint; answered: readonly bigint[]; h: bigint },
): Equation {
  const points = new Uint8Array(128);
  points.set(talk.part('first').subarray(64));
  points.set(talk.part('pads'), 64);
  return {
    name: 'pads',
    terms: [{ points, scalars: workspace.fromIntegers([1n, h]) }],
    h: fieldReduce(-phi),
    k: 0n,
    generators: workspace.fromIntegers(answered.map((z) => fieldReduce(-z))),
  };
}
