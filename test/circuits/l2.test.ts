/** The circuits of `l2`: the sum of squares is that of the row, and the sum over rows is within its limit. */
import { beforeAll, describe, expect, it } from 'vitest';
import { FIELD_ORDER } from '../../src/kernel/kernel.ts';
import { compileForTest, type Inputs, type TestCircuit } from './support/circuit.ts';
import { element, l2Inputs, normInputs } from './support/openings.ts';

let row: TestCircuit;
let norm: TestCircuit;
beforeAll(async () => {
  row = await compileForTest('l2-8x8');
  norm = await compileForTest('norm');
});

const ROW = [1n, -2n, 3n, 0n, 100n, -100n, 7n, 9n];
const SQUARES = 20144n;

async function broken(circuit: TestCircuit, inputs: Inputs): Promise<readonly string[]> {
  await expect(circuit.honest(inputs)).rejects.toThrow();
  const names = circuit.system.broken(await circuit.careless(inputs));
  expect(names.length).toBeGreaterThan(0);
  return names;
}

describe('l2-8x8', () => {
  it('has the constraints that its documentation counts', () => {
    expect(row.system.size).toBe(1665);
  });

  it.each([
    ['values of every kind', ROW, 100n, 5n, 6n],
    ['the largest sum', Array<bigint>(8).fill(-127n), 127n, 1n, FIELD_ORDER - 1n],
    ['zeros, blinders 0', [0n], 3n, 0n, 0n],
  ])('opens the row and its sum of squares: %s', async (_, values, bound, blinder, sumBlinder) => {
    const witness = await row.honest(await l2Inputs(values, bound, blinder, sumBlinder));
    expect(row.system.broken(witness)).toEqual([]);
  });

  it.each([SQUARES - 1n, SQUARES + 1n, 0n])('a commitment to another sum: %s', async (claimed) => {
    const names = await broken(row, await l2Inputs(ROW, 100n, 5n, 6n, claimed));
    for (const name of names) expect(name).toMatch(/main\.sum[XY]/);
  });

  it('a value one above the bound breaks the range of that value', async () => {
    const names = await broken(row, await l2Inputs(ROW.with(5, 101n), 100n, 5n, 6n));
    expect(names.some((name) => name.includes('main.row.high[5].out'))).toBe(true);
  });

  it('another blinder of the sum', async () => {
    const inputs = await l2Inputs(ROW, 100n, 5n, 6n);
    for (const name of await broken(row, { ...inputs, sumBlinder: 7n })) {
      expect(name).toMatch(/main\.sum[XY]/);
    }
  });

  it('a square in the witness that is none', async () => {
    const witness = await row.honest(await l2Inputs(ROW, 100n, 5n, 6n));
    witness[row.system.index('main.squares[3]')] = 1n;
    expect(row.system.broken(witness).some((name) => name.includes('main.squares[3]'))).toBe(true);
  });
});

describe('norm', () => {
  const limit = 2n ** 52n - 1n;

  it('has the constraints that its documentation counts', () => {
    expect(norm.system.size).toBe(868);
  });

  it.each([
    [0n, 1n, 0n],
    [SQUARES, SQUARES, 9n],
    [0n, limit, FIELD_ORDER - 1n],
    [limit, limit, 3n],
  ])('opens a sum of %s of at most %s', async (sum, most, blinder) => {
    const witness = await norm.honest(await normInputs(sum, most, blinder));
    expect(norm.system.broken(witness)).toEqual([]);
  });

  it.each([
    ['one above the limit', SQUARES + 1n, SQUARES, /main\.slack\.out/],
    ['of 53 bits', 2n ** 52n, 2n ** 52n, /main\.total\.valueBits\.out/],
    ['below zero in the field', element(-5n), 100n, /main\.total\.valueBits\.out/],
  ])('a sum %s breaks its range', async (_, sum, most, where) => {
    const small = sum < FIELD_ORDER ? sum : 100n;
    const inputs = { ...(await normInputs(small % 2n ** 31n, most, 9n)), squaredNorm: sum };
    const names = await broken(norm, inputs);
    expect(names.some((name) => where.test(name))).toBe(true);
  });

  it('another sum than the commitment has is refused where points are compared', async () => {
    const inputs = await normInputs(SQUARES, 30000n, 9n);
    for (const name of await broken(norm, { ...inputs, squaredNorm: SQUARES - 1n })) {
      expect(name).toMatch(/main\.sum[XY]/);
    }
  });

  it('a witness for one context is none for another', async () => {
    const witness = await norm.honest(await normInputs(SQUARES, 30000n, 9n));
    witness[norm.system.index('main.context')]! += 1n;
    expect(norm.system.broken(witness)).toEqual(['main.context main.contextSquared']);
  });
});
