import { beforeAll, describe, expect, it } from 'vitest';
import type { CodedMask } from '../../../src/schemes/coding/dealing.ts';
import { wipeMask } from '../../../src/schemes/coding/dealing.ts';
import { dualWord, offTheCode } from '../../../src/schemes/coding/dualCode.ts';
import { findFaulty } from '../../../src/schemes/coding/findFaulty.ts';
import type { CodeShape } from '../../../src/schemes/coding/shape.ts';
import { type OpenedSymbol, sumOfElements, unopened } from '../../../src/schemes/coding/symbols.ts';
import { pointAt, smallOrderPoints } from '../../kernel/samples.ts';
import {
  dealt,
  generators,
  HOLDERS,
  inTwoSubRows,
  kernel,
  movedPoint,
  partOf,
  randomOf,
  shapeOf,
  shifted,
} from './codeWords.ts';

const SHAPES: readonly (readonly [string, CodeShape])[] = [
  ['one sub-row', shapeOf(21)],
  ['two sub-rows', inTwoSubRows(shapeOf(45))],
];

/** Adds a point of order 8. */
function withTorsion(points: Uint8Array, index: number): Uint8Array {
  const result = points.slice();
  const place = result.subarray(64 * index, 64 * (index + 1));
  place.set(kernel.sumPoints([place.slice(), pointAt(smallOrderPoints(), 1)]));
  return result;
}

describe.each(SHAPES)('symbols with %s', (_, shape) => {
  let dealings: CodedMask[];
  let points: Uint8Array[];

  beforeAll(async () => {
    dealings = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => dealt(shape, name)));
    points = dealings.map((dealing) => dealing.points);
  });

  const received = (holder: number): OpenedSymbol[] =>
    dealings.map(({ symbols, symbolBlinders, points: all }) => ({
      symbol: partOf(symbols, holder),
      blinders: partOf(symbolBlinders, holder),
      points: partOf(all, holder),
    }));
  const wrong = (opened: readonly OpenedSymbol[], name: string): Promise<readonly number[]> =>
    unopened(kernel, shape, generators.rows, opened, randomOf(name));
  const off = (list: readonly Uint8Array[], holders: readonly number[] = HOLDERS) =>
    offTheCode(shape, holders, list, randomOf('verifier'));

  it('open their commitments, alone and as sums', async () => {
    for (const holder of HOLDERS.keys()) expect(await wrong(received(holder), 'x')).toEqual([]);
    const all = received(3);
    const sum: OpenedSymbol = {
      symbol: sumOfElements(
        kernel,
        all.map(({ symbol }) => symbol),
      ),
      blinders: sumOfElements(
        kernel,
        all.map(({ blinders }) => blinders),
      ),
      points: kernel.sumPoints(all.map((each) => each.points)),
    };
    expect(await wrong([sum], 'x')).toEqual([]);
    expect(await wrong([{ ...sum, symbol: shifted(sum.symbol, 0, 1n) }], 'x')).toEqual([0]);
    expect(await wrong([], 'x')).toEqual([]);
  });

  it('are named where an element, a blinder or a point is another one', async () => {
    const all = received(1);
    const last = shape.length - 1;
    const changed = [
      { ...all[0]!, symbol: shifted(all[0]!.symbol, last, 1n) },
      all[1]!,
      { ...all[2]!, blinders: shifted(all[2]!.blinders, shape.subRows - 1, 1n) },
      { ...all[3]!, points: await movedPoint(all[3]!.points, 0, 1n) },
      all[4]!,
    ];
    expect(await wrong(changed, 'x')).toEqual([0, 2, 3]);
  });

  it('are named where they are malformed', async () => {
    const all = received(1);
    const full = new Uint8Array(all[0]!.symbol.length).fill(255);
    const changed = [
      { ...all[0]!, symbol: full },
      { ...all[1]!, symbol: all[1]!.symbol.subarray(32) },
      { ...all[2]!, blinders: all[2]!.blinders.subarray(1) },
      { ...all[3]!, points: new Uint8Array(0) },
      all[4]!,
    ];
    expect(await wrong(changed, 'x')).toEqual([0, 1, 2, 3]);
  });

  it('count without their torsion', async () => {
    const all = received(2);
    const twisted = { ...all[0]!, points: withTorsion(all[0]!.points, 0) };
    expect(await wrong([twisted, all[1]!], 'x')).toEqual([]);
    expect(await off([withTorsion(points[0]!, 3), points[1]!])).toEqual([]);
  });

  it('lie on the code, which two errors that cancel do not', async () => {
    expect(await off(points)).toEqual([]);
    const moved = await movedPoint(points[1]!, 5, 1n);
    const twice = await movedPoint(
      await movedPoint(points[4]!, 0, 9n),
      7,
      -9n & ((1n << 200n) - 1n),
    );
    const list = [points[0]!, moved, points[2]!, points[3]!, twice];
    expect(await off(list)).toEqual([1, 4]);
    // The same error in two dealings, once added and once taken away.
    const other = await movedPoint(points[2]!, 5, 1n);
    expect(await off([points[0]!, moved, other])).toEqual([1, 2]);
  });

  it('are a code word whatever they are where there are only U holders', async () => {
    const size = points[0]!.length / HOLDERS.length;
    const six = HOLDERS.slice(0, 6);
    const any = await movedPoint(points[0]!.subarray(0, 6 * size), 2, 77n);
    expect(await off([any], six)).toEqual([]);
    expect(dualWord(shape, six, randomOf('x'))).toBeUndefined();
    const seven = HOLDERS.slice(0, 7);
    const right = points[0]!.slice(0, 7 * size);
    expect(await off([right], seven)).toEqual([]);
    expect(await off([await movedPoint(right, 2, 77n)], seven)).toEqual([0]);
  });
});

describe('a mask', () => {
  it('is wiped with all that it was dealt by', async () => {
    const coded = await dealt(shapeOf(21), 'wiped');
    wipeMask(coded);
    for (const secret of [coded.mask, coded.pieceBlinders, coded.symbols, coded.symbolBlinders]) {
      expect(secret.every((byte) => byte === 0)).toBe(true);
    }
  });

  it('is another one each time', async () => {
    const [one, two] = [await dealt(shapeOf(21), 'one'), await dealt(shapeOf(21), 'two')];
    expect(one.mask).not.toEqual(two.mask);
    expect(one.symbols).not.toEqual(two.symbols);
    expect(one.points).not.toEqual(two.points);
  });
});

describe('findFaulty', () => {
  it.each([[[]], [[0]], [[6]], [[0, 1, 2, 3, 4, 5, 6]], [[2, 3]], [[1, 5, 6]]])(
    'finds %j of seven',
    async (faulty: number[]) => {
      const found = await findFaulty(7, (indices) =>
        Promise.resolve(!indices.some((index) => faulty.includes(index))),
      );
      expect(found).toEqual(faulty);
    },
  );
});
