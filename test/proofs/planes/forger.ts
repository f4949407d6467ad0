/**
 * A slow prover that follows the specification over integers, and takes any field elements for digits, values and
 * blinders. Hooks let it lie at every step. It shares no arithmetic with the library's prover.
 */
import { concatBytes } from '@noble/hashes/utils.js';
import { deriveGenerators, deriveValueGenerator } from '../../../src/crypto/generators.ts';
import { FIELD_ORDER } from '../../../src/kernel/kernel.ts';
import { integersToBytes } from '../../../src/kernel/planes/workspace.ts';
import { relationOf, realIntervals, type Relation } from '../../../src/proofs/planes/relation.ts';
import { planesSizes, type PlanesSizes } from '../../../src/proofs/planes/sizes.ts';
import type { PlanesClaim, PlanesShape } from '../../../src/proofs/planes/statement.ts';
import { pointAt, smallOrderPoints } from '../../kernel/samples.ts';
import { kernel } from './claims.ts';
import { dot, equalityTable, interpolate, mod } from './integers.ts';
import { Walk, type Deviation } from './walk.ts';

/** G_0 … and H and K as bytes. */
export interface Basis {
  readonly h: Uint8Array;
  readonly g: Uint8Array;
  readonly k: Uint8Array;
}

export async function basisOf(columns: number): Promise<Basis> {
  const rows = await deriveGenerators(kernel, columns + 8);
  return { h: rows.subarray(0, 64), g: rows.subarray(64), k: deriveValueGenerator(kernel) };
}

/** Σ scalar · point */
export function combine(
  points: readonly Uint8Array[],
  scalars: readonly bigint[],
): Promise<Uint8Array> {
  const reduced = scalars.map(mod);
  const used = points.filter((_, i) => reduced[i] !== 0n);
  const nonZero = integersToBytes(reduced.filter((scalar) => scalar !== 0n));
  return kernel.multiScalarMultiply(concat(used), nonZero);
}

/** Σ vector[i] · G_i + blinder · H */
function commit(basis: Basis, vector: readonly bigint[], blinder: bigint): Promise<Uint8Array> {
  const points = vector.map((_, i) => basis.g.subarray(64 * i, 64 * i + 64));
  return combine([...points, basis.h], [...vector, blinder]);
}

/** A point with a multiple of another added. */
export function plus(point: Uint8Array, other: Uint8Array, times: bigint): Promise<Uint8Array> {
  return combine([point, other], [1n, times]);
}

/** A point of order 8, added to a point: torsion that a factor of eight clears. */
export function withTorsion(point: Uint8Array): Uint8Array {
  return kernel.sumPoints([point, pointAt(smallOrderPoints(), 1)]);
}

/** Deterministic elements that look random. */
export function elementsFrom(seed: bigint): () => bigint {
  let state = seed;
  return () => {
    state = mod(
      state * 0x9e3779b97f4a7c15f39cc0605cedc8341082276bf3a27251f86c6a11d0c18e9n + 12345n,
    );
    return mod(state * state + state);
  };
}

/** Everything that hooks may look at and change. */
export interface Plan {
  readonly claim: PlanesClaim;
  readonly sizes: PlanesSizes;
  readonly basis: Basis;
  readonly walk: Walk;
  /** b(k, i): table[k][i] over all positions. */
  readonly table: bigint[][];
  pads: bigint[];
  relation: Relation;
  /** The claim that the verifier holds before a round, without pads; and by how much it is too large. */
  held: bigint;
  error: bigint;
  shown: bigint;
  omega: bigint[];
  g: bigint;
  x: bigint;
  epsilon: bigint;
  real: bigint;
  linear: bigint;
  kappa: bigint;
  mu: bigint;
  /** eq over columns, and the combined row. */
  form: bigint[];
  row: bigint[];
  rowMask: bigint[];
  padMask: bigint[];
  t1: bigint;
  t2: bigint;
  /** How much the rounds and the opening miss. */
  roundsGap: bigint;
  openingGap: bigint;
  first: Uint8Array[];
  xi: bigint;
}

/** Ways to lie. */
export interface Hooks {
  tables?(plan: Plan): void;
  message?(label: string, bytes: Uint8Array, plan: Plan): Promise<Uint8Array> | Uint8Array;
  round?(label: string, shownOf: bigint[], plan: Plan): bigint[];
  /** Shown coefficients, pads included. */
  shown?(label: string, shown: bigint[], plan: Plan): bigint[];
  finals?(plan: Plan): void;
  opening?(plan: Plan): Promise<void> | void;
}

/** What is proven, whether it is true or not. */
export interface Forgery {
  readonly claim: PlanesClaim;
  readonly values: readonly bigint[];
  readonly blinders: readonly bigint[];
  /** Digit k ≥ 1 of a coordinate; digit 0 is what the value leaves. */
  readonly digit: (k: number, i: number) => bigint;
  readonly extra?: readonly bigint[];
  readonly hooks?: Hooks;
  readonly deviation?: Deviation;
  readonly seed?: bigint;
}

/** A claim about field elements, which are committed to. */
export async function claimAbout(
  shape: PlanesShape,
  values: readonly bigint[],
): Promise<{ claim: PlanesClaim; blinders: bigint[] }> {
  const basis = await basisOf(shape.rowLength);
  const rows = Math.ceil(shape.length / shape.rowLength);
  const draw = elementsFrom(99n);
  const blinders = Array.from({ length: rows }, draw);
  const commitments = new Uint8Array(64 * rows);
  for (let j = 0; j < rows; j++) {
    const row = values.slice(j * shape.rowLength, (j + 1) * shape.rowLength);
    commitments.set(await commit(basis, row, blinders[j]!), 64 * j);
  }
  return {
    claim: { ...shape, sessionDigest: new Uint8Array(32).fill(5), client: 3, commitments },
    blinders,
  };
}

const fold = (table: readonly bigint[], x: bigint): bigint[] =>
  Array.from({ length: table.length / 2 }, (_, m) =>
    mod(table[2 * m]! + x * (table[2 * m + 1]! - table[2 * m]!)),
  );

/** Makes the proof, and returns the walk that it was made on. */
export async function forge(
  forgery: Forgery,
): Promise<{ proof: Uint8Array; walk: Walk; plan: Plan }> {
  const { claim, values, blinders, digit, extra = [], hooks = {} } = forgery;
  const sizes = planesSizes(claim);
  const { rows, extraRows, rowLength: c, weights, shift, planeVariables, variables } = sizes;
  const basis = await basisOf(c);
  const draw = elementsFrom(forgery.seed ?? 4242n);
  const many = (count: number): bigint[] => Array.from({ length: count }, draw);
  const N = 2 ** variables;
  const b = weights.length;
  const table = Array.from({ length: 2 ** planeVariables }, () => new Array<bigint>(N).fill(0n));
  values.forEach((value, i) => {
    let rest = value + (i < claim.length ? shift : 0n);
    for (let k = 1; k < b; k++) {
      table[k]![i] = mod(digit(k, i));
      rest -= weights[k]! * table[k]![i]!;
    }
    table[0]![i] = mod(rest);
  });
  extra.forEach((value, e) => {
    table[0]![rows * c + e] = mod(value);
  });
  const walk = new Walk(claim, sizes, forgery.deviation);
  const plan = {
    claim,
    sizes,
    basis,
    walk,
    table,
    held: 0n,
    shown: 0n,
    omega: [],
  } as unknown as Plan;
  hooks.tables?.(plan);
  const put = async (label: string, bytes: Uint8Array): Promise<bigint> =>
    walk.put(label, (await hooks.message?.(label, bytes, plan)) ?? bytes);
  const rowOf = (k: number, j: number): bigint[] => table[k]!.slice(j * c, (j + 1) * c);

  // Planes and pads.
  const planeBlinders = many(rows * (b - 1));
  const extraBlinders = many(extraRows);
  const points: Uint8Array[] = [];
  for (let j = 0; j < rows; j++) {
    for (let k = 1; k < b; k++) {
      points.push(await commit(basis, rowOf(k, j), planeBlinders[j * (b - 1) + k - 1]!));
    }
  }
  for (let e = 0; e < extraRows; e++) {
    points.push(await commit(basis, rowOf(0, rows + e), extraBlinders[e]!));
  }
  await put('planes', concat(points));
  plan.pads = many(sizes.auxiliary);
  const padBlinder = draw();
  await put('pads', await commit(basis, plan.pads, padBlinder));

  // Rounds.
  const coin = (label: string): bigint => walk.conversation.coin(label);
  const coins = (prefix: string, count: number): bigint[] =>
    Array.from({ length: count }, (_, i) => coin(`${prefix}-${i}`));
  const tau = [...coins('tau-k', planeVariables), ...coins('tau', variables)];
  const K = 2 ** planeVariables;
  const realRow = new Array<bigint>(N).fill(0n);
  for (const { start, end } of realIntervals(claim, sizes)) realRow.fill(1n, start, end);
  let [B, R, Q] = [
    Array.from({ length: N * K }, (_, i) => table[i % K]![Math.floor(i / K)]!),
    Array.from({ length: N * K }, (_, i) => realRow[Math.floor(i / K)]!),
    equalityTable(tau),
  ];
  let used = 0;
  const send = async (label: string, polynomial: bigint[]): Promise<bigint> => {
    const [c0, , ...more] = polynomial;
    plan.error = mod(plan.held - polynomial[0]! - polynomial.reduce((s, v) => s + v, 0n));
    const lied = hooks.round?.(label, [c0!, ...more], plan) ?? [c0!, ...more];
    const padded = lied.map((v, i) => mod(v + plan.pads[used + i]!));
    const shown = hooks.shown?.(label, padded, plan) ?? padded;
    used += shown.length;
    const r = await put(label, integersToBytes(shown));
    const factors = shown.map((_, i) => (i === 0 ? mod(1n - 2n * r) : mod(r ** BigInt(i + 1) - r)));
    plan.held = mod(plan.held * r + dot(lied, factors));
    plan.shown = mod(plan.shown * r + dot(shown, factors));
    plan.omega = [...plan.omega.map((o) => mod(o * r)), ...factors];
    return r;
  };
  const rk: bigint[] = [];
  for (let t = 0; t < planeVariables; t++) {
    const at = [0n, 1n, 2n, 3n].map((x) => {
      const [q, v, w] = [fold(Q, x), fold(B, x), fold(R, x)];
      return mod(q.reduce((s, e, i) => s + e * mod(v[i]! * (w[i]! - v[i]!)), 0n));
    });
    const r = await send(`k-${t}`, interpolate(at));
    rk.push(r);
    [Q, B, R] = [fold(Q, r), fold(B, r), fold(R, r)];
  }
  plan.relation = relationOf(claim, sizes, walk.conversation);
  const { start, squares, linear } = plan.relation;
  plan.held = mod(plan.held + start);
  plan.shown = mod(plan.shown + start);
  let X = Array.from({ length: N }, (_, i) => (sizes.squared ? mod(values[i] ?? 0n) : 0n));
  let U = new Array<bigint>(N).fill(0n);
  for (const piece of linear) U.fill(piece.factor, piece.start, piece.end);
  const [maskG, maskX] = [plan.pads[sizes.pads]!, plan.pads[sizes.pads + 1] ?? 0n];
  const r_: bigint[] = [];
  for (let t = 0; t < variables; t++) {
    const last = t === variables - 1;
    const at = (last ? [0n, 1n, 2n, 3n, 4n, 5n] : [0n, 1n, 2n, 3n]).map((x) => {
      const z = last ? x * (1n - x) : 0n;
      const [q, v, w, y, u] = [fold(Q, x), fold(B, x), fold(R, x), fold(X, x), fold(U, x)];
      return mod(
        q.reduce((s, e, i) => {
          const [g, xx] = [v[i]! + maskG * z, y[i]! + maskX * z];
          return s + e * mod(g * (w[i]! - g)) + squares * mod(xx * xx) + u[i]! * g;
        }, 0n),
      );
    });
    const r = await send(`i-${t}`, interpolate(at));
    r_.push(r);
    [Q, B, R, X, U] = [fold(Q, r), fold(B, r), fold(R, r), fold(X, r), fold(U, r)];
  }
  const r = r_[variables - 1]!;
  plan.kappa = mod(r * (1n - r));
  [plan.epsilon, plan.real, plan.linear] = [Q[0]!, R[0]!, U[0]!];
  plan.g = mod(B[0]! + plan.kappa * plan.pads[sizes.pads]!);
  plan.x = mod(X[0]! + plan.kappa * (plan.pads[sizes.pads + 1] ?? 0n));
  hooks.finals?.(plan);
  await put('masked', integersToBytes(sizes.squared ? [plan.g, plan.x] : [plan.g]));

  // Opening.
  plan.mu = sizes.squared ? coin('mu') : 0n;
  const [f, e] = [equalityTable(rk), equalityTable(r_.slice(sizes.columnVariables))];
  plan.form = equalityTable(r_.slice(0, sizes.columnVariables));
  plan.row = new Array<bigint>(c).fill(0n);
  let rho = 0n;
  for (let j = 0; j < rows + extraRows; j++) {
    for (let k = 0; k < (j < rows ? b : 1); k++) {
      const weight = mod(e[j]! * (f[k]! + (j < rows ? plan.mu * weights[k]! : 0n)));
      plan.row = plan.row.map((v, i) => mod(v + weight * table[k]![j * c + i]!));
    }
    rho +=
      j < rows
        ? e[j]! *
          mod(
            (f[0]! + plan.mu) * blinders[j]! +
              planeBlinders
                .slice(j * (b - 1), (j + 1) * (b - 1))
                .reduce((s, v, k) => s + mod(f[k + 1]! - f[0]! * weights[k + 1]!) * v, 0n),
          )
        : e[j]! * mod(f[0]! * extraBlinders[j - rows]!);
  }
  const shifted = (shift * belowTable(claim.length, r_)) % FIELD_ORDER;
  [plan.rowMask, plan.padMask] = [many(c), many(sizes.auxiliary)];
  const [rowMaskBlinder, padMaskBlinder] = [draw(), draw()];
  plan.first = [
    await commit(basis, plan.rowMask, rowMaskBlinder),
    await commit(basis, plan.padMask, padMaskBlinder),
  ];
  const finalMask = (list: readonly bigint[]): bigint =>
    mod(list[sizes.pads]! + plan.mu * (list[sizes.pads + 1] ?? 0n));
  plan.t1 = dot(plan.omega, plan.padMask);
  plan.t2 = mod(dot(plan.rowMask, plan.form) + plan.kappa * finalMask(plan.padMask));
  const V = mod(
    plan.epsilon * mod(plan.g * (plan.real - plan.g)) +
      squares * mod(plan.x * plan.x) +
      plan.linear * plan.g,
  );
  plan.roundsGap = mod(dot(plan.omega, plan.pads) - (plan.shown - V));
  plan.openingGap = mod(
    dot(plan.row, plan.form) -
      (plan.g + plan.mu * (plan.x + shifted)) +
      plan.kappa * finalMask(plan.pads),
  );
  await hooks.opening?.(plan);
  await put('first', concat(plan.first));
  const h = await put('t', integersToBytes([plan.t1, plan.t2]));
  let v = plan.rowMask.map((s, i) => mod(s + h * plan.row[i]!));
  const responses = [
    mod(rowMaskBlinder + h * rho),
    mod(padMaskBlinder + h * padBlinder),
    ...plan.padMask.map((s, i) => mod(s + h * plan.pads[i]!)),
  ];
  plan.xi = await put('responses', integersToBytes(responses));
  let form = plan.form;
  let factors = [1n];
  for (let i = 0; i < 5; i++) {
    const half = v.length / 2;
    const cross = (part: bigint[], other: bigint[], offset: number): Promise<Uint8Array> => {
      const chosen = factors.flatMap((_, q) =>
        part.map((__, m) =>
          basis.g.subarray(64 * (q * 2 * half + offset + m), 64 * (q * 2 * half + offset + m + 1)),
        ),
      );
      const scalars = factors.flatMap((factor) => part.map((value) => mod(factor * value)));
      return combine([...chosen, basis.k], [...scalars, mod(plan.xi * dot(part, other))]);
    };
    const [low, high] = [v.slice(0, half), v.slice(half)];
    const [formLow, formHigh] = [form.slice(0, half), form.slice(half)];
    const pair = concat([await cross(low, formHigh, half), await cross(high, formLow, 0)]);
    const challenge = await put(`fold-${i}`, pair);
    v = low.map((value, m) => mod(value + challenge * high[m]!));
    form = formLow.map((value, m) => mod(challenge * value + formHigh[m]!));
    factors = factors.flatMap((factor) => [mod(factor * challenge), factor]);
  }
  await put('last', integersToBytes(v));
  return { proof: walk.bytes(), walk, plan };
}

function belowTable(end: number, point: readonly bigint[]): bigint {
  return mod(
    equalityTable(point)
      .slice(0, end)
      .reduce((s, v) => s + v, 0n),
  );
}

export function concat(list: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...list);
}
