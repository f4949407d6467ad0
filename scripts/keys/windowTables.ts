/**
 * Points as constants of circuits: window tables in Montgomery form, and offsets in Edwards form.
 */
import { babyjubjub } from '@noble/curves/misc.js';
import { BASE_FIELD_ORDER, FIELD_ORDER } from '../../src/kernel/kernel.ts';

/** A point of Baby Jubjub. */
export type Point = InstanceType<typeof babyjubjub.Point>;

/** A window's constants: a, b, c, k, m, n0, n1, n2 of circuits/gadgets/windows.circom. */
export type WindowConstants = readonly bigint[];

/** 1/2 modulo ℓ. */
const HALF = (FIELD_ORDER + 1n) / 2n;

const field = babyjubjub.Point.Fp;
const QUARTER = field.inv(4n);

/** Coordinates u and v on v² = u³ + 168698·u² + u. */
export function toMontgomery(point: Point): readonly [bigint, bigint] {
  const { x, y } = point.toAffine();
  const u = field.div(field.add(field.ONE, y), field.sub(field.ONE, y));
  return [u, field.div(u, x)];
}

/**
 * A sum of four values with the signs of a row of a Hadamard matrix, divided by 4: interpolation
 * over ±1.
 */
function quarterSum(...terms: readonly bigint[]): bigint {
  const sum = terms.reduce((total, term) => total + term, 0n);
  return field.mul(field.create(sum), QUARTER);
}

/**
 * The constants of one window of three, two or one bits, for the digits ±1, ±3, ±5, ±7 (±1, ±3; ±1)
 * times `unit`.
 *
 * @throws Error if a coefficient that is divided by is 0, which has a probability of about 2^-253
 */
export function windowConstants(unit: Point, bits: number): WindowConstants {
  const double = unit.double();
  const multiples = [unit];
  while (multiples.length < 4) multiples.push(multiples.at(-1).add(double));
  const [[x1, y1], [x3, y3], [x5, y5], [x7, y7]] = multiples.map(toMontgomery) as [
    readonly [bigint, bigint],
    readonly [bigint, bigint],
    readonly [bigint, bigint],
    readonly [bigint, bigint],
  ];
  if (bits === 1) return [0n, 0n, 0n, x1, 0n, y1, 0n, 0n];
  if (bits === 2) {
    // x = (x1 + x3)/2 + σ0·σ1·(x3 − x1)/2 and y = σ0·(y3 − y1)/2 + σ1·(y3 + y1)/2
    const product = quarterSum(x3, x3, -x1, -x1);
    const constant = quarterSum(x1, x1, x3, x3);
    const [n0, n1] = [quarterSum(y3, y3, -y1, -y1), quarterSum(y3, y3, y1, y1)];
    return [0n, product, 0n, constant, 0n, n0, n1, 0n];
  }
  // x = c0 + c01·σ0·σ1 + c02·σ0·σ2 + c12·σ1·σ2
  const c0 = quarterSum(x1, x3, x5, x7);
  const c01 = quarterSum(x7, x1, -x5, -x3);
  const c02 = quarterSum(x7, x3, -x5, -x1);
  const c12 = quarterSum(x7, x5, -x3, -x1);
  // y = m0·σ0 + m1·σ1 + m2·σ2 + m012·σ0·σ1·σ2
  const m0 = quarterSum(y7, y3, -y5, -y1);
  const m1 = quarterSum(y7, y5, -y3, -y1);
  const m2 = quarterSum(y1, y3, y5, y7);
  const m012 = quarterSum(y7, y1, -y5, -y3);
  if (c01 === 0n || c02 === 0n) throw new Error('a window has no constants of this form');
  // (σ0 + a·σ1)·(c01·σ1 + c02·σ2) has a·c01 as its constant term; σ2·x has σ0·σ1·σ2 with
  // coefficient c01.
  const a = field.div(c12, c02);
  const m = field.div(m012, c01);
  return [
    a,
    c01,
    c02,
    field.sub(c0, field.mul(a, c01)),
    m,
    field.sub(m0, field.mul(m, c02)),
    field.sub(m1, field.mul(m, c12)),
    field.sub(m2, field.mul(m, c0)),
  ];
}

/**
 * The constants of all windows over `width` bits that multiply `point`; the unit of the k-th window
 * is 8^k · point / 2.
 */
export function windowTable(point: Point, width: number): readonly WindowConstants[] {
  const table: WindowConstants[] = [];
  let unit = point.multiply(HALF);
  for (let done = 0; done < width; done += 3) {
    table.push(windowConstants(unit, Math.min(3, width - done)));
    unit = unit.double().double().double();
  }
  return table;
}

/** An integer times a point, reduced mod ℓ first; half of it if `halved`. */
export function times(point: Point, factor: bigint, halved = false): Point {
  const scalar = (((halved ? factor * HALF : factor) % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER;
  return scalar === 0n ? babyjubjub.Point.ZERO : point.multiply(scalar);
}

/** The point encoded in 64 bytes: x, then y, little-endian. */
export function pointFromBytes(bytes: Uint8Array): Point {
  const read = (from: number): bigint => {
    let value = 0n;
    for (let i = 31; i >= 0; i--) value = (value << 8n) | BigInt(bytes[from + i]!);
    return value;
  };
  const [x, y] = [read(0), read(32)];
  if (x >= BASE_FIELD_ORDER || y >= BASE_FIELD_ORDER)
    throw new RangeError('a point is not reduced');
  const point = babyjubjub.Point.fromAffine({ x, y });
  point.assertValidity();
  return point;
}
