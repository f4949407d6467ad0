/**
 * Types of the part of ffjavascript that is used; the package has none. Points and Miller loop
 * results are bytes in Montgomery form.
 */
declare module 'ffjavascript' {
  type Bytes = Uint8Array;

  interface Group<Coordinate> {
    readonly zero: Bytes;
    fromObject(point: readonly [Coordinate, Coordinate, Coordinate]): Bytes;
    toObject(point: Bytes): [Coordinate, Coordinate, Coordinate];
    toAffine(point: Bytes): Bytes;
    toJacobian(point: Bytes): Bytes;
    isZero(point: Bytes): boolean;
    add(a: Bytes, b: Bytes): Bytes;
    timesScalar(point: Bytes, scalar: bigint): Bytes;
  }

  interface PairingCurve {
    readonly G1: Group<bigint>;
    readonly G2: Group<readonly [bigint, bigint]>;
    readonly Gt: {
      readonly one: Bytes;
      mul(a: Bytes, b: Bytes): Bytes;
      eq(a: Bytes, b: Bytes): boolean;
    };
    prepareG1(point: Bytes): Bytes;
    prepareG2(point: Bytes): Bytes;
    millerLoop(preparedG1: Bytes, preparedG2: Bytes): Bytes;
    finalExponentiation(value: Bytes): Bytes;
  }

  export function buildBn128(singleThread: true): Promise<PairingCurve>;
}
