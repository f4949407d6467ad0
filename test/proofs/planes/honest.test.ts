import { describe, expect, it } from 'vitest';
import { provePlanes } from '../../../src/proofs/planes/prover/prove.ts';
import { planesProofBytes } from '../../../src/proofs/planes/steps.ts';
import type { PlanesShape } from '../../../src/proofs/planes/statement.ts';
import { verifyPlanes } from '../../../src/proofs/planes/verifier/verify.ts';
import type { ChoiceGroup } from '../../../src/proofs/statement.ts';
import { choices, kernel, random, SEEDS, squaredNorm, valuesWithin, witnessOf } from './claims.ts';

async function verdictOf(shape: PlanesShape, values: Int32Array): Promise<string | undefined> {
  const witness = await witnessOf(shape, values);
  const proof = await provePlanes(kernel, witness, SEEDS);
  expect(proof).toHaveLength(planesProofBytes(shape));
  return (await verifyPlanes(kernel, [{ ...witness, proof }], random))[0];
}

describe('an honest proof is accepted', () => {
  it.each([
    [1, 1],
    [1, 127],
    [511, 1],
    [512, 5],
    [513, 127],
    [700, 128],
    [1024, 32767],
    [1300, 32768],
    [1537, 2 ** 23 - 1],
    [600, 2 ** 31 - 1],
  ])('of %d coordinates within ±%d', async (length, bound) => {
    const values = valuesWithin(bound, length);
    expect(
      await verdictOf({ kind: 'linf', length, rowLength: 512, bound }, values),
    ).toBeUndefined();
  });

  it.each([
    [1, 1, 0],
    [512, 5, 0],
    [513, 127, 9],
    [1030, 32767, 0],
    [1537, 700, 123456],
  ])(
    'of %d coordinates within ±%d and a squared norm at most %d above theirs',
    async (length, bound, slack) => {
      const values = valuesWithin(bound, length);
      if (length === 1) values[0] = 1;
      const maxSquaredNorm = squaredNorm(values) + slack;
      const shape = { kind: 'l2', length, rowLength: 512, bound, maxSquaredNorm } as const;
      expect(await verdictOf(shape, values)).toBeUndefined();
    },
  );

  const single = (length: number): ChoiceGroup => ({ length, least: 1, most: 1 });
  const layouts: [string, ChoiceGroup[]][] = [
    ['one coordinate', [single(1)]],
    ['three choices', [single(4), single(5), single(2)]],
    ['rows that are full', [single(512)]],
    ['a group over three rows', [single(500), single(600), single(3)]],
    ['choices of one', Array.from({ length: 600 }, () => single(1))],
    [
      'several ones',
      [
        { length: 6, least: 2, most: 2 },
        { length: 70, least: 3, most: 3 },
      ],
    ],
    [
      'free groups',
      [{ length: 8, least: 0, most: 8 }, single(3), { length: 60, least: 0, most: 60 }],
    ],
    ['only free groups', [{ length: 8, least: 0, most: 8 }]],
    ['slack', [{ length: 6, least: 0, most: 2 }, single(4), { length: 9, least: 2, most: 7 }]],
    ['slack over two rows', Array.from({ length: 600 }, () => ({ length: 3, least: 0, most: 1 }))],
  ];
  it.each(layouts)('of choices: %s', async (_, groups) => {
    const length = groups.reduce((sum, group) => sum + group.length, 0);
    expect(
      await verdictOf({ kind: 'one-hot', length, rowLength: 512, groups }, choices(groups)),
    ).toBeUndefined();
  });
});
