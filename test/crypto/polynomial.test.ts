import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { productsOfDistances } from '../../src/crypto/polynomial.ts';
import { scalarReduce } from '../../src/crypto/scalar.ts';

/** Factor by factor, as whole numbers. */
function plainly(places: readonly number[]): bigint[] {
  return places.map((x, i) =>
    places.reduce((product, y, j) => (j === i ? product : product * (BigInt(y) - BigInt(x))), 1n),
  );
}

const most = (max: number): fc.Arbitrary<number[]> =>
  fc.uniqueArray(fc.nat(max), { minLength: 1, maxLength: 40 });

describe('the products of distances', () => {
  it.each([300, 10_000, 2 ** 31, Number.MAX_SAFE_INTEGER])(
    'between places up to %d are those of whole numbers, mod L',
    (max) => {
      fc.assert(
        fc.property(most(max), (places) => {
          expect(productsOfDistances(places).map(scalarReduce)).toEqual(
            plainly(places).map(scalarReduce),
          );
        }),
      );
    },
  );

  it('are 1 where there is one place, and 0 where one is named twice', () => {
    expect(productsOfDistances([7])).toEqual([1n]);
    expect(productsOfDistances([7, 9, 7]).map(scalarReduce)).toEqual([0n, 4n, 0n]);
  });
});
