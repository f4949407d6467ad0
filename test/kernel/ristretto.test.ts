import { ed25519, ED25519_TORSION_SUBGROUP, ristretto255 } from '@noble/curves/ed25519.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKernel, FIELD_ORDER, SCALAR_ORDER } from '../../src/kernel/index.ts';
import { referenceKernel } from '../oracle/referenceKernel.ts';
import { readVectors } from '../crypto/vectorFile.ts';
import { integers } from './samples.ts';

const kernel = await createKernel({ threads: 1 });
const oracle = referenceKernel();
const { BASE, Fn } = ristretto255.Point;

const rfc9496 = readVectors('rfc9496.json') as {
  readonly multiplesOfTheGenerator: string[];
  readonly invalidEncodings: Record<string, string[]>;
};

/** Encodings of elements whose logarithms are spread over the whole group. */
const encoding = fc
  .bigInt({ min: 0n, max: Fn.ORDER - 1n })
  .map((k) => (k === 0n ? new Uint8Array(32) : BASE.multiplyUnsafe(k).toBytes()));

const EDGES = [
  0n,
  1n,
  2n,
  7n,
  8n,
  15n,
  16n,
  FIELD_ORDER,
  2n ** 252n - 1n,
  2n ** 252n,
  SCALAR_ORDER - 2n,
  SCALAR_ORDER - 1n,
];

/** Scalars from 0 to L − 1. */
const scalarBelowL = fc.bigInt({ min: 0n, max: SCALAR_ORDER - 1n });

describe('areRistrettoEncodings', () => {
  it('takes the vectors of RFC 9496 A.1, and refuses those of A.2 one by one', () => {
    const right = rfc9496.multiplesOfTheGenerator.map(hexToBytes);
    expect(kernel.areRistrettoEncodings(concatBytes(...right))).toBe(true);
    for (const wrong of Object.values(rfc9496.invalidEncodings).flat()) {
      expect(kernel.areRistrettoEncodings(hexToBytes(wrong))).toBe(false);
      expect(kernel.areRistrettoEncodings(concatBytes(...right, hexToBytes(wrong)))).toBe(false);
    }
  });

  it('gives noble’s verdict on any 32 bytes, of which one in sixteen or so is an encoding', () => {
    const verdicts = new Set<boolean>();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.boolean(), (bytes, tidy) => {
        // Even and below p: what gets past the first test of the encoding.
        if (tidy) {
          bytes[0]! &= 0xfe;
          bytes[31]! &= 0x7f;
        }
        const ours = kernel.areRistrettoEncodings(bytes);
        verdicts.add(ours);
        expect(ours).toBe(oracle.areRistrettoEncodings(bytes));
      }),
      { numRuns: 300 },
    );
    expect(verdicts).toEqual(new Set([true, false]));
  });

  it('refuses one bit flipped wherever noble does', () => {
    fc.assert(
      fc.property(encoding, fc.nat(255), (bytes, bit) => {
        const flipped = bytes.slice();
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        expect(kernel.areRistrettoEncodings(flipped)).toBe(oracle.areRistrettoEncodings(flipped));
      }),
      { numRuns: 60 },
    );
  });

  it('gives noble’s verdict, and its products, on numbers around 0, p and 2^255, and on limbs that are all ones', () => {
    const p = 2n ** 255n - 19n;
    const limbs = Array.from({ length: 9 }, (_, i) => (2n ** 29n - 1n) << BigInt(29 * i));
    const near = Array.from({ length: 61 }, (_, i) => BigInt(i - 30));
    const numbers = [0n, p, (p - 1n) / 2n, 2n ** 255n, 2n ** 254n, ...limbs]
      .flatMap((centre) => near.map((offset) => centre + offset))
      .filter((x) => x >= 0n && x < 2n ** 256n);
    const found = numbers.filter((x) => {
      const bytes = integers([x]);
      const ours = kernel.multiplyRistretto(bytes, integers([FIELD_ORDER - 1n]));
      expect(ours).toEqual(oracle.multiplyRistretto(bytes, integers([FIELD_ORDER - 1n])));
      return ours !== undefined;
    });
    expect(found.length).toBeGreaterThan(20);
  });

  it('takes an empty list, and no broken length', () => {
    expect(kernel.areRistrettoEncodings(new Uint8Array(0))).toBe(true);
    expect(() => kernel.areRistrettoEncodings(new Uint8Array(33))).toThrow(RangeError);
  });
});

describe('multiplyRistretto', () => {
  it('gives noble’s products for edges and for anything else', () => {
    const edge = fc.constantFrom(...EDGES);
    fc.assert(
      fc.property(encoding, fc.oneof(edge, scalarBelowL), (point, scalar) => {
        const factors = integers([scalar]);
        expect(kernel.multiplyRistretto(point, factors)).toEqual(
          oracle.multiplyRistretto(point, factors),
        );
      }),
      { numRuns: 120 },
    );
  });

  it('multiplies the generator to the vectors of RFC 9496 A.1', () => {
    const { multiplesOfTheGenerator } = rfc9496;
    const generator = hexToBytes(multiplesOfTheGenerator[1]!);
    multiplesOfTheGenerator.forEach((expected, k) => {
      const product = kernel.multiplyRistretto(generator, integers([BigInt(k)]))!;
      expect(bytesToHex(product)).toBe(expected);
    });
  });

  it('multiplies many at once, each by its own scalar, across the borders of its pieces', () => {
    const few = EDGES.map((scalar) => BASE.multiplyUnsafe((scalar + 3n) % SCALAR_ORDER).toBytes());
    const count = 1030;
    const points = concatBytes(...Array.from({ length: count }, (_, i) => few[i % few.length]!));
    const scalars = integers(Array.from({ length: count }, (_, i) => BigInt(i)));
    const products = kernel.multiplyRistretto(points, scalars)!;
    for (const i of [0, 1, 1023, 1024, 1029]) {
      const range = [i * 32, (i + 1) * 32] as const;
      expect(products.slice(...range)).toEqual(
        oracle.multiplyRistretto(points.slice(...range), scalars.slice(...range)),
      );
    }
  });

  it('agrees with itself: a·(b·P) = b·(a·P)', () => {
    fc.assert(
      fc.property(encoding, scalarBelowL, scalarBelowL, (point, a, b) => {
        const [byA, byB] = [integers([a]), integers([b])];
        const once = kernel.multiplyRistretto(kernel.multiplyRistretto(point, byA)!, byB);
        expect(kernel.multiplyRistretto(kernel.multiplyRistretto(point, byB)!, byA)).toEqual(once);
      }),
      { numRuns: 100 },
    );
  });

  it('gives nothing where one encoding is wrong, and throws for scalars of L or more', () => {
    const point = BASE.toBytes();
    const wrong = point.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
    const scalars = integers([1n, 2n]);
    expect(kernel.multiplyRistretto(concatBytes(point, wrong), scalars)).toBeUndefined();
    expect(() => kernel.multiplyRistretto(point, integers([SCALAR_ORDER]))).toThrow(RangeError);
    expect(() => kernel.multiplyRistretto(point, scalars)).toThrow(RangeError);
  });
});

describe('multiplyRistrettoByEach', () => {
  const generator = BASE.toBytes();

  it('gives noble’s products, be there few scalars or many', () => {
    const edge = fc.constantFrom(...EDGES, 2n ** 64n, 2n ** 128n - 1n, 2n ** 192n, 2n ** 250n + 1n);
    const scalars = fc.array(fc.oneof(edge, scalarBelowL), { maxLength: 6 });
    fc.assert(
      fc.property(encoding, scalars, (point, list) => {
        const factors = integers(list);
        expect(kernel.multiplyRistrettoByEach(point, factors)).toEqual(
          oracle.multiplyRistrettoByEach(point, factors),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('gives what products one by one are, across the borders of its pieces', () => {
    const count = 1030;
    const list = Array.from(
      { length: count },
      (_, i) => (SCALAR_ORDER * BigInt(i)) / BigInt(count),
    );
    const scalars = integers(list);
    const point = BASE.multiplyUnsafe(9n).toBytes();
    const points = concatBytes(...Array.from({ length: count }, () => point));
    expect(kernel.multiplyRistrettoByEach(point, scalars)).toEqual(
      kernel.multiplyRistretto(points, scalars),
    );
  });

  it('gives nothing where the encoding is wrong, even for no scalars, and throws where a scalar is', () => {
    const wrong = generator.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
    for (const list of [[], [1n], [1n, 2n, 3n]]) {
      expect(kernel.multiplyRistrettoByEach(wrong, integers(list))).toBeUndefined();
      expect(kernel.multiplyRistrettoByEach(generator, integers(list))).toHaveLength(
        32 * list.length,
      );
    }
    expect(() => kernel.multiplyRistrettoByEach(generator, integers([SCALAR_ORDER]))).toThrow(
      RangeError,
    );
    const two = concatBytes(generator, generator);
    expect(() => kernel.multiplyRistrettoByEach(two, integers([1n]))).toThrow(RangeError);
  });
});

describe('sumRistretto', () => {
  const scalar = fc.oneof(
    fc.bigInt({ min: 0n, max: SCALAR_ORDER - 1n }),
    fc.constantFrom(0n, 1n, 2n ** 252n - 1n, 2n ** 252n, SCALAR_ORDER - 1n),
  );

  it('gives noble’s sums', async () => {
    const terms = fc.array(fc.tuple(encoding, scalar), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(terms, async (list) => {
        const points = concatBytes(...list.map(([point]) => point));
        const scalars = integers(list.map(([, factor]) => factor));
        expect(await kernel.sumRistretto(points, scalars)).toEqual(
          await oracle.sumRistretto(points, scalars),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('is what products one by one add up to, with one thread and with two', async () => {
    const count = 700;
    const logarithms = Array.from({ length: count }, (_, i) => (SCALAR_ORDER / 7n) * BigInt(i + 3));
    const factors = logarithms.map((x, i) => (x * x + BigInt(i)) % SCALAR_ORDER);
    const points = kernel.multiplyRistrettoByEach(
      BASE.toBytes(),
      integers(logarithms.map((x) => x % SCALAR_ORDER)),
    )!;
    const sum = logarithms.reduce((total, x, i) => total + x * factors[i]!, 0n) % SCALAR_ORDER;
    const expected = BASE.multiplyUnsafe(sum).toBytes();
    const pair = await createKernel({ threads: 2 });
    try {
      expect(await kernel.sumRistretto(points, integers(factors))).toEqual(expected);
      expect(await pair.sumRistretto(points, integers(factors))).toEqual(expected);
    } finally {
      pair.close();
    }
  });

  it('gives nothing where one encoding is wrong, wherever it is, and throws for scalars of L or more', async () => {
    const pair = await createKernel({ threads: 2 });
    const count = 40;
    const scalars = integers(Array.from({ length: count }, (_, i) => BigInt(i)));
    const points = concatBytes(...Array.from({ length: count }, () => BASE.toBytes()));
    try {
      for (const at of [0, 17, count - 1]) {
        const wrong = points.slice();
        wrong[32 * at]! ^= 1;
        expect(await kernel.sumRistretto(wrong, scalars)).toBeUndefined();
        expect(await pair.sumRistretto(wrong, scalars)).toBeUndefined();
      }
    } finally {
      pair.close();
    }
    const point = BASE.toBytes();
    await expect(kernel.sumRistretto(point, integers([SCALAR_ORDER]))).rejects.toThrow(RangeError);
    await expect(kernel.sumRistretto(point, integers([]))).rejects.toThrow(RangeError);
  });

  it('is the identity for no terms, and for terms that cancel', async () => {
    const none = new Uint8Array(0);
    expect(await kernel.sumRistretto(none, none)).toEqual(new Uint8Array(32));
    const point = BASE.multiplyUnsafe(5n).toBytes();
    const both = integers([3n, SCALAR_ORDER - 3n]);
    expect(await kernel.sumRistretto(concatBytes(point, point), both)).toEqual(new Uint8Array(32));
  });

  it('stops when it is told to', async () => {
    const count = 3000;
    const points = concatBytes(...Array.from({ length: count }, () => BASE.toBytes()));
    const controller = new AbortController();
    const stopped = kernel.sumRistretto(points, integers(new Array<bigint>(count).fill(7n)), {
      signal: controller.signal,
    });
    controller.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
  });
});

describe('torsion', () => {
  const torsion = ED25519_TORSION_SUBGROUP.map((hex) => ed25519.Point.fromHex(hex, true));
  const element = fc.bigInt({ min: 1n, max: SCALAR_ORDER - 1n });

  it('of edwards25519 has no encodings but that of the identity', () => {
    const taken = ED25519_TORSION_SUBGROUP.filter((hex) =>
      kernel.areRistrettoEncodings(hexToBytes(hex)),
    );
    expect(taken).toEqual(['00'.repeat(32)]);
  });

  it('of order four or less changes no encoding, and that of order eight leaves the group', () => {
    fc.assert(
      fc.property(element, fc.constantFrom(...torsion), (k, small) => {
        const point = ed25519.Point.BASE.multiply(k);
        const plain = new ristretto255.Point(point).toBytes();
        const shifted = new ristretto255.Point(point.add(small)).toBytes();
        const small4 = small.double().double().is0();
        expect(bytesToHex(shifted) === bytesToHex(plain)).toBe(small4);
        expect(bytesToHex(kernel.multiplyRistretto(plain, integers([1n]))!)).toBe(
          bytesToHex(plain),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('that a decoded point has is gone from what is encoded: L times an element is the identity', async () => {
    await fc.assert(
      fc.asyncProperty(encoding, element, async (point, k) => {
        const factors = integers([k, SCALAR_ORDER - k]);
        const sum = await kernel.sumRistretto(concatBytes(point, point), factors);
        expect(sum).toEqual(new Uint8Array(32));
      }),
      { numRuns: 60 },
    );
  });
});
