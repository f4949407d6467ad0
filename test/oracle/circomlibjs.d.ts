/** The little of circomlibjs that the tests use; the package has no types of its own. */
declare module 'circomlibjs' {
  type Coordinate = Uint8Array;
  type Point = [Coordinate, Coordinate];

  interface BabyJub {
    readonly F: {
      e(value: bigint): Coordinate;
      toObject(value: Coordinate): bigint;
    };
    addPoint(a: Point, b: Point): Point;
    mulPointEscalar(base: Point, scalar: bigint): Point;
    inSubgroup(point: Point): boolean;
  }

  export function buildBabyjub(): Promise<BabyJub>;
}
