import { describe, expect, it } from 'vitest';
import {
  inWorkspace,
  integersToBytes,
  type Workspace,
} from '../../../src/kernel/planes/workspace.ts';
import { proverBasis, commitVector } from '../../../src/proofs/planes/opening/basis.ts';
import { openingEquation } from '../../../src/proofs/planes/opening/equation.ts';
import { foldOpening } from '../../../src/proofs/planes/opening/fold.ts';
import { drawMask, respond } from '../../../src/proofs/planes/opening/mask.ts';
import { WeightedProduct } from '../../../src/proofs/planes/opening/product.ts';
import { basisOf, concat, elementsFrom, plus, type Basis } from './forger.ts';
import { dot, mod } from './integers.ts';

const COLUMNS = 64;
const FOLDINGS = 3;

/** What an opening of one vector under one form is, from both sides; hooks change what is sent. */
interface Setting {
  readonly vector: readonly bigint[];
  readonly form: readonly bigint[];
  readonly foldings?: number;
  /** What the verifier is told, if not the truth. */
  readonly point?: (point: Uint8Array, basis: Basis) => Promise<Uint8Array>;
  readonly value?: bigint;
  readonly pair?: (pair: Uint8Array, index: number, basis: Basis) => Promise<Uint8Array>;
  readonly last?: (last: bigint[]) => bigint[];
  readonly verifierForm?: readonly bigint[];
}

/** Whether the verifier accepts. */
async function opens(setting: Setting): Promise<boolean> {
  const { vector, form, foldings = FOLDINGS } = setting;
  const bytes = await basisOf(COLUMNS);
  const rows = concat([bytes.h, bytes.g.subarray(0, 64 * COLUMNS)]);
  const draw = elementsFrom(31n);
  const [h, xi] = [draw(), draw()];
  const challenges = Array.from({ length: foldings }, draw);
  return inWorkspace(async (workspace: Workspace) => {
    const basis = proverBasis(workspace, { rows, k: bytes.k }, COLUMNS);
    const blinder = draw();
    const point = commitVector(
      workspace,
      basis,
      integersToBytes(vector),
      integersToBytes([blinder]),
    );
    const mask = drawMask(workspace, basis, COLUMNS, (count) =>
      integersToBytes(Array.from({ length: count }, draw)),
    );
    const omega = workspace.fromIntegers(form);
    const t = workspace.toInteger(workspace.dot(mask.vector, omega));
    const answer = respond(
      workspace,
      mask,
      { vector: workspace.fromIntegers(vector), blinder: workspace.fromInteger(blinder) },
      h,
    );
    const phi = workspace.toInteger(answer.blinder);
    const sent: Uint8Array[] = [];
    const rest = foldOpening(
      workspace,
      basis,
      { vector: answer.vector, form: workspace.copyOf(omega), xi, foldings },
      (index, pair) => {
        sent.push(pair);
        return challenges[index]!;
      },
    );
    const pairs = await Promise.all(
      sent.map((pair, index) => setting.pair?.(pair, index, bytes) ?? Promise.resolve(pair)),
    );
    const lastBytes = setting.last
      ? integersToBytes(setting.last(workspace.toIntegers(workspace.fromBytes(rest))))
      : rest;
    const value = mod(t + h * (setting.value ?? dot(vector, form)));
    const { equation, row } = openingEquation(workspace, {
      first: mask.point,
      phi,
      value,
      form: workspace.fromIntegers(setting.verifierForm ?? form),
      h,
      xi,
      pairs,
      challenges,
      last: workspace.fromBytes(lastBytes),
    });
    const claimed = (await setting.point?.(point, bytes)) ?? point;
    const product = new WeightedProduct(workspace, COLUMNS);
    const terms = [...equation.terms, { points: claimed, scalars: workspace.fromInteger(row) }];
    product.add({ ...equation, terms }, 12345n);
    return product.vanishes({ rows, k: bytes.k });
  });
}

const someElements = (seed: bigint): bigint[] => {
  const draw = elementsFrom(seed);
  return Array.from({ length: COLUMNS }, draw);
};

describe('an opening of a vector under a linear form', () => {
  const vector = someElements(1n);
  const form = someElements(2n);

  it.each([0, 1, 3, 6])(
    'holds for a form that is no tensor, with %d foldings',
    async (foldings) => {
      expect(await opens({ vector, form, foldings })).toBe(true);
    },
  );

  it('holds for edges: zeros, a form of zeros, single entries', async () => {
    const zeros = vector.map(() => 0n);
    expect(await opens({ vector: zeros, form })).toBe(true);
    expect(await opens({ vector, form: zeros })).toBe(true);
    expect(await opens({ vector, form: zeros.map((_, i) => (i === 63 ? 1n : 0n)) })).toBe(true);
  });

  it('fails for another value, another form, another point', async () => {
    expect(await opens({ vector, form, value: mod(dot(vector, form) + 1n) })).toBe(false);
    const other = form.map((value, i) => (i === 40 ? value + 1n : value));
    expect(await opens({ vector, form, verifierForm: other })).toBe(false);
    for (const change of ['g', 'h', 'k'] as const) {
      expect(
        await opens({
          vector,
          form,
          point: (point, basis) => plus(point, basis[change].subarray(0, 64), 1n),
        }),
      ).toBe(false);
    }
  });

  it('fails where a folding or what is left of it is changed', async () => {
    for (let at = 0; at < FOLDINGS; at++) {
      for (const side of [0, 64]) {
        const pair: Setting['pair'] = async (bytes, index, basis) => {
          if (index !== at) return bytes;
          const changed = bytes.slice();
          changed.set(await plus(bytes.subarray(side, side + 64), basis.k, 1n), side);
          return changed;
        };
        expect(await opens({ vector, form, pair })).toBe(false);
      }
    }
    const last = (list: bigint[]): bigint[] => list.map((v, i) => (i === 2 ? mod(v + 1n) : v));
    expect(await opens({ vector, form, last })).toBe(false);
    expect(await opens({ vector, form, foldings: 0, last })).toBe(false);
  });
});
