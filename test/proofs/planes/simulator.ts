/**
 * Conversations without any witness: challenges come first, everything that the verifier sees freely is drawn, and the rest follows from
 * its equations. That it can be done for every statement is why proofs show nothing else.
 */
import { integersToBytes } from '../../../src/kernel/planes/workspace.ts';
import { relationOf, realAt, linearAt } from '../../../src/proofs/planes/relation.ts';
import { planePoints, planesSizes } from '../../../src/proofs/planes/sizes.ts';
import type { PlanesClaim } from '../../../src/proofs/planes/statement.ts';
import { belowAt, equalAt } from '../../../src/proofs/planes/multilinear.ts';
import { proofSteps } from '../../../src/proofs/planes/steps.ts';
import { basisOf, combine, concat, elementsFrom } from './forger.ts';
import { dot, equalityTable, mod } from './integers.ts';
import { Walk } from './walk.ts';

/** An accepting conversation for any claim, and the challenges that it was made for. */
export async function simulate(
  claim: PlanesClaim,
  seed: bigint,
): Promise<{ proof: Uint8Array; coins: ReadonlyMap<string, bigint> }> {
  const sizes = planesSizes(claim);
  const { rows, weights, shift, extraRows, columnVariables, rowLength: c } = sizes;
  const basis = await basisOf(c);
  const draw = elementsFrom(seed);
  const many = (count: number): bigint[] => Array.from({ length: count }, draw);
  const steps = proofSteps(sizes);
  const coins = new Map(steps.flatMap((step) => step.draws).map((label) => [label, draw()]));
  const walk = new Walk(claim, sizes, { coins });
  const coin = (label: string): bigint => coins.get(label)!;
  const several = (prefix: string, count: number): bigint[] =>
    Array.from({ length: count }, (_, i) => coin(`${prefix}-${i}`));
  const points = async (count: number): Promise<Uint8Array[]> => {
    const list: Uint8Array[] = [];
    for (let i = 0; i < count; i++) list.push(await combine([basis.h], [draw()]));
    return list;
  };

  const planes = await points(planePoints(sizes));
  const [pads] = await points(1);
  walk.put('planes', concat(planes));
  walk.put('pads', pads!);
  let [shown, omega] = [0n, [] as bigint[]];
  const round = (label: string): void => {
    const r = coin(label);
    const coefficients = many(steps.find((step) => step.label === label)!.bytes / 32);
    const factors = coefficients.map((_, i) =>
      i === 0 ? mod(1n - 2n * r) : mod(r ** BigInt(i + 1) - r),
    );
    shown = mod(shown * r + dot(coefficients, factors));
    omega = [...omega.map((o) => mod(o * r)), ...factors];
    walk.put(label, integersToBytes(coefficients));
  };
  for (let t = 0; t < sizes.planeVariables; t++) round(`k-${t}`);
  const relation = relationOf(claim, sizes, walk.conversation);
  shown = mod(shown + relation.start);
  for (let t = 0; t < sizes.variables; t++) round(`i-${t}`);
  const finals = many(sizes.squared ? 2 : 1);
  const [g, x] = [finals[0]!, finals[1] ?? 0n];
  walk.put('masked', integersToBytes(finals));

  const [k, r] = [several('k', sizes.planeVariables), several('i', sizes.variables)];
  const mu = sizes.squared ? coin('mu') : 0n;
  const h = coin('opening');
  const epsilon = mod(
    equalAt(several('tau-k', sizes.planeVariables), k) *
      equalAt(several('tau', sizes.variables), r),
  );
  const V = mod(
    epsilon * mod(g * (realAt(claim, sizes, r) - g)) +
      relation.squares * mod(x * x) +
      linearAt(relation.linear, r) * g,
  );
  const [phi, phiPads, z, v] = [draw(), draw(), many(sizes.auxiliary), many(c)];
  const form = equalityTable(r.slice(0, columnVariables));
  const last = r[sizes.variables - 1]!;
  const kappa = mod(last * (1n - last));
  const masks = z[sizes.pads]! + mu * (z[sizes.pads + 1] ?? 0n);
  const t1 = mod(dot(omega, z) - h * (shown - V));
  const t2 = mod(
    dot(v, form) - h * (g + mu * (x + shift * belowAt(claim.length, r))) + kappa * masks,
  );
  // S = ⟨v, G⟩ + φ·H − h·P, and A* alike.
  const [f, e] = [equalityTable(k), equalityTable(r.slice(columnVariables))];
  const list: [Uint8Array, bigint][] = [[basis.h, phi]];
  for (let j = 0; j < rows; j++) {
    list.push([claim.commitments.subarray(64 * j, 64 * j + 64), -h * e[j]! * (f[0]! + mu)]);
    weights.slice(1).forEach((weight, i) => {
      const index = j * (weights.length - 1) + i;
      list.push([planes[index]!, -h * e[j]! * (f[i + 1]! - f[0]! * weight)]);
    });
  }
  for (let s = 0; s < extraRows; s++) {
    list.push([planes[rows * (weights.length - 1) + s]!, -h * e[rows + s]! * f[0]!]);
  }
  v.forEach((value, column) => {
    let reached = 0n;
    for (let j = 0; j < rows; j++) if (j * c + column < claim.length) reached += e[j]!;
    const shifted = value - h * (f[0]! + mu) * shift * reached;
    list.push([basis.g.subarray(64 * column, 64 * column + 64), shifted]);
  });
  const S = await combine(
    list.map(([point]) => point),
    list.map(([, scalar]) => scalar),
  );
  const padColumns = z.map((_, i) => basis.g.subarray(64 * i, 64 * i + 64));
  const A = await combine([pads!, basis.h, ...padColumns], [-h, phiPads, ...z]);
  walk.put('first', concat([S, A]));
  walk.put('t', integersToBytes([t1, t2]));
  walk.put('responses', integersToBytes([phi, phiPads, ...z]));

  let [vector, omegaRow, factors] = [v, form, [1n]];
  for (let i = 0; i < 5; i++) {
    const half = vector.length / 2;
    const cross = (part: bigint[], other: bigint[], offset: number): Promise<Uint8Array> => {
      const terms: [Uint8Array, bigint][] = [[basis.k, coin('xi') * dot(part, other)]];
      factors.forEach((factor, q) => {
        part.forEach((value, m) => {
          const column = q * 2 * half + offset + m;
          terms.push([basis.g.subarray(64 * column, 64 * column + 64), factor * value]);
        });
      });
      return combine(
        terms.map(([point]) => point),
        terms.map(([, scalar]) => scalar),
      );
    };
    const [low, high] = [vector.slice(0, half), vector.slice(half)];
    const [formLow, formHigh] = [omegaRow.slice(0, half), omegaRow.slice(half)];
    walk.put(
      `fold-${i}`,
      concat([await cross(low, formHigh, half), await cross(high, formLow, 0)]),
    );
    const challenge = coin(`fold-${i}`);
    vector = low.map((value, m) => mod(value + challenge * high[m]!));
    omegaRow = formLow.map((value, m) => mod(challenge * value + formHigh[m]!));
    factors = factors.flatMap((factor) => [mod(factor * challenge), factor]);
  }
  walk.put('last', integersToBytes(vector));
  return { proof: walk.bytes(), coins };
}
