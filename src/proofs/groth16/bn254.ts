/**
 * Affine points of BN254 as integers, and the checks made when decoding them: canonical
 * coordinates, on the curve, never infinity. Curve and twist as in EIP-196 and EIP-197.
 */
import { BASE_FIELD_ORDER } from '../../kernel/kernel.ts';

/** p, the order of BN254's base field. */
export const COORDINATE_ORDER = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;

/**
 * r, the order of G1 and G2. Public signals are integers modulo r, and r is the order of Baby
 * Jubjub's base field.
 */
export const GROUP_ORDER: bigint = BASE_FIELD_ORDER;

/** An affine point of G1: y² = x³ + 3. */
export interface G1Point {
  readonly x: bigint;
  readonly y: bigint;
}

/** c0 + c1·u, an element of F_p² with u² = −1. */
export type Fp2 = readonly [bigint, bigint];

/** An affine point of the twist, y² = x³ + 3 / (9 + u). It is in G2 only if its order is r. */
export interface G2Point {
  readonly x: Fp2;
  readonly y: Fp2;
}

/** The generator of G2 (EIP-197). snarkjs uses it as γ₂. */
export const TWIST_GENERATOR: G2Point = {
  x: [
    10857046999023057135944570762232829481370756359578518086990519993285655852781n,
    11559732032986387107991004021392285783925812861821192530917403151452391805634n,
  ],
  y: [
    8495653923123431417604973247489272438418190587263600148770280649306958101930n,
    4082367875863433681332203403145435568316851327593401208105741076214120093531n,
  ],
};

const TWIST_CONSTANT: Fp2 = [
  19485874751759354771024239261021720505790618469301721065564631296452457478373n,
  266929791119991161246907387137283842545076965332900288569378510910307636690n,
];

function reduce(value: bigint): bigint {
  const rest = value % COORDINATE_ORDER;
  return rest < 0n ? rest + COORDINATE_ORDER : rest;
}

function multiply([a0, a1]: Fp2, [b0, b1]: Fp2): Fp2 {
  return [reduce(a0 * b0 - a1 * b1), reduce(a0 * b1 + a1 * b0)];
}

/** Whether an integer is a canonical coordinate. */
function isCoordinate(value: bigint): boolean {
  return value >= 0n && value < COORDINATE_ORDER;
}

/**
 * The affine point (x, y), or `undefined` if a coordinate is not canonical or the point is not on
 * the curve.
 */
export function curvePoint(x: bigint, y: bigint): G1Point | undefined {
  if (!isCoordinate(x) || !isCoordinate(y)) return undefined;
  return reduce(y * y - x * x * x - 3n) === 0n ? { x, y } : undefined;
}

/**
 * The affine point (x, y), or `undefined` if a coordinate is not canonical or the point is not on
 * the twist.
 */
export function twistPoint(x: Fp2, y: Fp2): G2Point | undefined {
  if (![...x, ...y].every(isCoordinate)) return undefined;
  const cube = multiply(multiply(x, x), x);
  const square = multiply(y, y);
  const isOn = [0, 1].every((i) => reduce(square[i]! - cube[i]! - TWIST_CONSTANT[i]!) === 0n);
  return isOn ? { x, y } : undefined;
}

/**
 * Whether two points of the twist have the same x, that is, whether they are equal or negatives of
 * each other.
 */
export function haveEqualX(a: G2Point, b: G2Point): boolean {
  return a.x[0] === b.x[0] && a.x[1] === b.x[1];
}
