import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_ORDER } from '../../../src/kernel/kernel.ts';
import { lookUpTables, takeWords, words } from '../../../src/kernel/planes/digits.ts';
import {
  evaluatePairs,
  foldIntegers,
  foldPairs,
  multiplyPairs,
  squareIntegers,
  squarePairs,
  type LookedUp,
} from '../../../src/kernel/planes/rounds.ts';
import {
  inWorkspace,
  type Elements,
  type Workspace,
} from '../../../src/kernel/planes/workspace.ts';
import { coordinate, element } from '../samples.ts';

const mod = (value: bigint): bigint => ((value % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER;

/** Folded `rounds` times already: tables whose values are not reduced any more go on being right. */
function folded(workspace: Workspace, values: bigint[], r: bigint): [Elements, bigint[]] {
  const room = workspace.zeros(values.length + 1);
  const table = workspace.fromIntegers(values);
  workspace.arena
    .view(room.at, 36 * values.length)
    .set(workspace.arena.view(table.at, 36 * values.length));
  let [elements, integers] = [{ at: room.at, count: values.length }, values];
  for (let t = 0; t < 3; t++) {
    elements = foldPairs(workspace, elements, elements.count, r);
    const before = [...integers, 0n];
    integers = Array.from({ length: elements.count }, (_, m) =>
      mod(before[2 * m]! + r * (before[2 * m + 1]! - before[2 * m]!)),
    );
  }
  return [elements, integers];
}

describe('a round over a table', () => {
  it('sums over pairs and folds as integers do', async () => {
    await inWorkspace((workspace) => {
      fc.assert(
        fc.property(
          fc.array(element, { minLength: 8, maxLength: 70 }),
          element,
          fc.tuple(element, element, element),
          (values, r, point) => {
            workspace.scoped(() => {
              const [table, integers] = folded(workspace, values, r);
              expect(workspace.toIntegers(table)).toEqual(integers);
              const pairs = integers.length >> 1;
              const weights = {
                lowBits: 1,
                low: workspace.equality(point.slice(0, 1)),
                high: workspace.equality(point.slice(1)),
              };
              const eq = workspace.toIntegers(workspace.equality(point));
              const over = (term: (g0: bigint, g1: bigint, m: number) => bigint): bigint => {
                let sum = 0n;
                for (let m = 0; m < pairs; m++) {
                  sum += term(integers[2 * m]!, integers[2 * m + 1]!, m);
                }
                return mod(sum);
              };
              expect(
                evaluatePairs(
                  workspace,
                  table,
                  [
                    [0, pairs >> 1],
                    [pairs >> 1, pairs],
                  ],
                  weights,
                ),
              ).toEqual([
                over((g0, _, m) => eq[m]! * g0 * (1n - g0)),
                over((g0, g1, m) => eq[m]! * (g1 - g0) ** 2n),
              ]);
              const even = { ...table, count: 2 * pairs };
              expect(squarePairs(workspace, even)).toEqual([
                over((g0) => g0 * g0),
                over((g0, g1) => (g1 - g0) ** 2n),
              ]);
              const u = workspace.equality(point);
              if (pairs >= 1) {
                expect(multiplyPairs(workspace, { at: u.at, count: 2 }, table, pairs - 1)).toEqual([
                  mod(eq[0]! * integers[2 * pairs - 2]!),
                  mod((eq[1]! - eq[0]!) * (integers[2 * pairs - 1]! - integers[2 * pairs - 2]!)),
                ]);
              }
            });
          },
        ),
        { numRuns: 60 },
      );
      return Promise.resolve();
    });
  });

  it('is the same over what patterns look up', async () => {
    await inWorkspace((workspace) => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 9 }),
          fc.array(element, { minLength: 32, maxLength: 32 }),
          fc.integer({ min: 1, max: 4 }),
          element,
          (list, coefficients, bytes, r) => {
            workspace.scoped(() => {
              const used = list.map((word) => (bytes === 4 ? word : word % 2 ** (8 * bytes)));
              const at = takeWords(workspace, used.length);
              words(workspace, at, used.length).set(used.map((word) => word | 0));
              const patterns = { at, bytes };
              const tables = lookUpTables(workspace, patterns, coefficients.slice(0, 8 * bytes));
              const g: LookedUp = { patterns, tables };
              const values = used.map((word) =>
                mod(coefficients.reduce((s, c, k) => s + ((word >>> k) & 1 ? c : 0n), 0n)),
              );
              const table = workspace.zeros(values.length + 2);
              const held = workspace.fromIntegers(values);
              workspace.arena
                .view(table.at, 36 * values.length)
                .set(workspace.arena.view(held.at, 36 * values.length));
              const same = { at: table.at, count: values.length };
              const one = workspace.fromInteger(1n);
              const weights = { lowBits: 0, low: one, high: workspace.equality([r, r, r]) };
              const pairs = [[0, values.length >> 1]] as const;
              expect(evaluatePairs(workspace, g, pairs, weights)).toEqual(
                evaluatePairs(workspace, same, pairs, weights),
              );
              const u = workspace.equality([r]);
              expect(multiplyPairs(workspace, u, g, 0)).toEqual(
                multiplyPairs(workspace, u, same, 0),
              );
              const once = foldPairs(workspace, g, values.length, r);
              expect(workspace.toIntegers(once)).toEqual(
                workspace.toIntegers(foldPairs(workspace, same, values.length, r)),
              );
            });
          },
        ),
        { numRuns: 60 },
      );
      return Promise.resolve();
    });
  });

  it('is exact over integers', async () => {
    await inWorkspace((workspace) => {
      fc.assert(
        fc.property(fc.array(coordinate, { minLength: 1, maxLength: 20 }), element, (list, r) => {
          workspace.scoped(() => {
            const at = takeWords(workspace, list.length);
            words(workspace, at, list.length).set(list);
            const x = [...list, 0].map(BigInt);
            const pairs = Math.ceil(list.length / 2);
            const over = (term: (a: bigint, b: bigint) => bigint): bigint =>
              Array.from({ length: pairs }, (_, m) => term(x[2 * m]!, x[2 * m + 1]!)).reduce(
                (a, b) => a + b,
                0n,
              );
            expect(squareIntegers(workspace, at, list.length)).toEqual({
              pairs: [over((a) => a * a), over((a, b) => (b - a) ** 2n)],
              total: over((a, b) => a * a + b * b),
            });
            expect(workspace.toIntegers(foldIntegers(workspace, at, list.length, r))).toEqual(
              Array.from({ length: pairs }, (_, m) =>
                mod(x[2 * m]! + r * (x[2 * m + 1]! - x[2 * m]!)),
              ),
            );
          });
        }),
        { numRuns: 60 },
      );
      return Promise.resolve();
    });
  });
});
