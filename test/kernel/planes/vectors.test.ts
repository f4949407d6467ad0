import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_ORDER } from '../../../src/kernel/kernel.ts';
import {
  bytesToIntegers,
  integersToBytes,
  inWorkspace,
  slice,
  type Workspace,
} from '../../../src/kernel/planes/workspace.ts';
import { element } from '../samples.ts';

const mod = (value: bigint): bigint => ((value % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER;
const sumOf = (values: readonly bigint[]): bigint => mod(values.reduce((a, b) => a + b, 0n));
const eq = (a: bigint, bit: number): bigint => (bit === 1 ? a : 1n - a);

/** Runs a property in one workspace, which is empty again after each run. */
async function holds<T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  property: (workspace: Workspace, ...values: T) => void,
): Promise<void> {
  await inWorkspace((workspace) => {
    fc.assert(
      fc.property(...arbitraries, (...values: T) => {
        workspace.scoped(() => {
          property(workspace, ...values);
        });
      }),
      { numRuns: 150 },
    );
    return Promise.resolve();
  });
}

const elements = (least: number, most: number): fc.Arbitrary<bigint[]> =>
  fc.array(element, { minLength: least, maxLength: most });

describe('elements of F_ℓ in the workspace', () => {
  it('go in and out unchanged', () =>
    holds<[bigint[]]>([elements(0, 9)], (workspace, values) => {
      expect(bytesToIntegers(integersToBytes(values))).toEqual(values);
      const held = workspace.fromIntegers(values);
      expect(workspace.toIntegers(held)).toEqual(values);
      expect(workspace.toIntegers(workspace.copyOf(held))).toEqual(values);
    }));

  it('multiply, and square as often as they are asked to', () =>
    holds<[bigint, bigint, number]>(
      [element, element, fc.integer({ min: 1, max: 40 })],
      (workspace, a, b, rounds) => {
        const product = workspace.fromInteger(a);
        workspace.wasm.repeatOrder(product.at, workspace.fromInteger(b).at, rounds);
        const square = workspace.fromInteger(a);
        workspace.wasm.repeatOrder(square.at, 0, rounds);
        let [expected, squared] = [a, a];
        for (let i = 0; i < rounds; i++) {
          expected = mod(expected * b);
          squared = mod(squared * squared);
        }
        expect(workspace.toInteger(product)).toBe(expected);
        expect(workspace.toInteger(square)).toBe(squared);
      },
    ));

  it('scale, combine and multiply with one another', () =>
    holds<[bigint[], bigint]>([elements(2, 20), element], (workspace, values, factor) => {
      const half = values.length >> 1;
      const [a, b] = [values.slice(0, half), values.slice(half, 2 * half)];
      const [first, second] = [workspace.fromIntegers(a), workspace.fromIntegers(b)];
      const dot = sumOf(a.map((value, i) => value * b[i]!));
      expect(workspace.toInteger(workspace.dot(first, second))).toBe(dot);
      expect(workspace.toIntegers(workspace.outer(first, second))).toEqual(
        a.flatMap((x) => b.map((y) => mod(x * y))),
      );
      const combined = a.map((value, i) => mod(value * factor + b[i]!));
      workspace.combine(second, first, factor, second);
      expect(workspace.toIntegers(second)).toEqual(combined);
      workspace.scale(first, factor);
      expect(workspace.toIntegers(first)).toEqual(a.map((value) => mod(value * factor)));
      expect(workspace.toInteger(first, half - 1)).toBe(mod(a[half - 1]! * factor));
      expect(workspace.toIntegers(slice(first, 1, half))).toHaveLength(half - 1);
    }));

  it('make the table of eq', () =>
    holds<[bigint[], bigint]>([elements(0, 6), element], (workspace, point, scale) => {
      const expected = Array.from({ length: 2 ** point.length }, (_, i) =>
        mod(point.reduce((product, x, t) => mod(product * eq(x, (i >> t) & 1)), scale)),
      );
      expect(workspace.toIntegers(workspace.equality(point, scale))).toEqual(expected);
    }));
});
