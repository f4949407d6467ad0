/** The circuit of `linf`: true statements have witnesses, and every forgery breaks the constraint that is there for it. */
import { buildBabyjub } from 'circomlibjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endCurve } from '../../scripts/keys/snarkjs.ts';
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { createKernel } from '../../src/kernel/create.ts';
import { FIELD_ORDER } from '../../src/kernel/kernel.ts';
import { pointFromBytes } from '../../scripts/keys/windowTables.ts';
import { compileForTest, type Inputs, type TestCircuit } from './support/circuit.ts';
import { commit, element, linfInputs } from './support/openings.ts';

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileForTest('linf-8x8');
});
afterAll(endCurve);

const BLINDER = 123456789012345678901234567890n;
const ROW = [1n, -2n, 3n, 0n, 100n, -100n, 7n, 9n];

async function broken(inputs: Inputs): Promise<readonly string[]> {
  await expect(circuit.honest(inputs)).rejects.toThrow();
  return circuit.system.broken(await circuit.careless(inputs));
}

describe('linf-8x8', () => {
  it('has the constraints that its documentation counts', () => {
    expect(circuit.system.size).toBe(936);
  });

  it.each([
    ['values of every kind', ROW, 100n, BLINDER],
    ['zeros', Array<bigint>(8).fill(0n), 127n, BLINDER],
    ['bound 0', Array<bigint>(8).fill(0n), 0n, BLINDER],
    ['both ends of the bound', [127n, -127n], 127n, BLINDER],
    ['a bound that is no power of two', [77n, -77n, 76n], 77n, BLINDER],
    ['all values equal', Array<bigint>(8).fill(-5n), 6n, BLINDER],
    ['a short row', [5n], 5n, BLINDER],
    ['blinder 0', ROW, 100n, 0n],
    ['blinder 1', ROW, 100n, 1n],
    ['blinder ℓ − 1', ROW, 100n, FIELD_ORDER - 1n],
  ])('opens commitments of the kernel: %s', async (_, values, bound, blinder) => {
    const witness = await circuit.honest(await linfInputs(values, bound, blinder));
    expect(circuit.system.broken(witness)).toEqual([]);
  });

  it('opens what circomlibjs computes from the same generators', async () => {
    const jub = await buildBabyjub();
    const kernel = await createKernel({ threads: 1 });
    const bytes = await deriveGenerators(kernel, 8);
    const scalars = [BLINDER, ...ROW.map((value) => (value + FIELD_ORDER) % FIELD_ORDER)];
    let sum: Parameters<typeof jub.addPoint>[0] = [jub.F.e(0n), jub.F.e(1n)];
    scalars.forEach((scalar, i) => {
      const { x, y } = pointFromBytes(bytes.subarray(64 * i, 64 * i + 64)).toAffine();
      sum = jub.addPoint(sum, jub.mulPointEscalar([jub.F.e(x), jub.F.e(y)], scalar));
    });
    const [pointX, pointY] = sum.map((coordinate) => jub.F.toObject(coordinate));
    const inputs = await linfInputs(ROW, 100n, BLINDER);
    expect([inputs['pointX'], inputs['pointY']]).toEqual([pointX, pointY]);
  });
});

describe('forged witnesses of linf-8x8', () => {
  it.each([
    ['one above the bound', 101n, /main\.row\.high\[2\]\.out/],
    ['far above the bound', 155n, /main\.row\.high\[2\]\.out/],
    ['one below minus the bound', -101n, /main\.row\.low\[2\]\.out/],
    ['2^8 too large', 100n + 256n, /main\.row\.low\[2\]\.out/],
    ['larger than the field of the commitments', FIELD_ORDER + 5n, /main\.row\.low\[2\]\.out/],
    ['minus the field of the commitments', 5n - FIELD_ORDER, /main\.row\.low\[2\]\.out/],
  ])('a value %s breaks the range of that value', async (_, value, where) => {
    const values = ROW.with(2, value);
    const names = await broken(await linfInputs(values, 100n, BLINDER));
    expect(names.length).toBeGreaterThan(0);
    expect(names.some((name) => where.test(name))).toBe(true);
  });

  it('no choice of bits hides a value one above the bound', async () => {
    const witness = await circuit.careless(await linfInputs(ROW.with(2, 101n), 100n, BLINDER));
    // One bit is substituted away; what is left can be chosen freely.
    const bits = circuit.system.indices('main.row.high[2].out');
    expect(bits.length).toBe(7);
    for (let choice = 0n; choice < 128n; choice++) {
      bits.forEach((index, k) => (witness[index] = (choice >> BigInt(k)) & 1n));
      const names = circuit.system.broken(witness);
      expect(names.length).toBe(1);
      expect(names[0]).toContain('main.row.high[2].out');
    }
  });

  it.each([2n, element(-1n), 1n << 200n])('a bit with the value %s is no bit', async (value) => {
    const witness = await circuit.honest(await linfInputs(ROW, 100n, BLINDER));
    const index = circuit.system.indices('main.row.low[4].out')[3]!;
    witness[index] = value;
    const own = circuit.system
      .broken(witness)
      .filter((names) => names.split(' ').every((name) => name.startsWith('main.row.low[4].out')));
    expect(own.length).toBeGreaterThan(0);
  });

  it('another blinder gives another point', async () => {
    const inputs = await linfInputs(ROW, 100n, BLINDER);
    const names = await broken({ ...inputs, blinder: BLINDER + 1n });
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name).toMatch(/main\.point[XY]/);
  });

  it('another row, and another point with the same x, are refused where points are compared', async () => {
    const inputs = await linfInputs(ROW, 100n, BLINDER);
    const other = await commit(ROW.with(0, 2n), BLINDER);
    for (const [pointX, pointY] of [
      other,
      [inputs['pointX'] as bigint, element(-(inputs['pointY'] as bigint))],
      // The same point of the prime subgroup plus the point of order 2.
      [element(-(inputs['pointX'] as bigint)), element(-(inputs['pointY'] as bigint))],
    ] as const) {
      const names = await broken({ ...inputs, pointX, pointY });
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(name).toMatch(/main\.point[XY]/);
    }
  });

  it('a bound of more bits than the circuit has', async () => {
    const names = await broken(await linfInputs([1n, 2n], 128n, BLINDER));
    expect(names.some((name) => name.includes('main.row.boundBits.out'))).toBe(true);
  });

  it('a witness for one context is none for another', async () => {
    const witness = await circuit.honest(await linfInputs(ROW, 100n, BLINDER));
    witness[circuit.system.index('main.context')]! += 1n;
    expect(circuit.system.broken(witness)).toEqual(['main.context main.contextSquared']);
  });

  it('a slope is determined as long as the summands differ', async () => {
    const witness = await circuit.honest(await linfInputs(ROW, 100n, BLINDER));
    for (const index of circuit.system.indices('main.row.values.slope')) {
      const original = witness[index]!;
      witness[index] = original + 1n;
      expect(circuit.system.broken(witness).length).toBeGreaterThan(0);
      witness[index] = original;
    }
  });
});
