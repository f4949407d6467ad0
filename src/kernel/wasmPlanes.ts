/**
 * Exports of the module for proofs over F_ℓ and digit planes. Elements are in limbs unless they are
 * named bytes.
 */
export interface PlaneExports {
  enterOrder(elements: number, bytes: number, count: number): void;
  leaveOrder(bytes: number, elements: number, count: number): void;
  scaleOrder(elements: number, factor: number, count: number): void;
  combineOrder(out: number, a: number, factor: number, b: number, count: number): void;
  dotOrder(out: number, a: number, b: number, count: number): void;
  outerOrder(out: number, a: number, rows: number, b: number, columns: number): void;
  equalityTable(out: number, scale: number, point: number, variables: number): void;
  subsetSums(table: number, coefficients: number, bits: number): void;
  transpose(transposed: number, bytes: number, rows: number, columns: number): void;
  multiplyMatrices(
    out: number,
    a: number,
    rows: number,
    b: number,
    inner: number,
    columns: number,
  ): void;
  settleSums(elements: number, sums: number, count: number): void;
  repeatOrder(element: number, factor: number, rounds: number): void;

  writePatterns(
    patterns: number,
    values: number,
    count: number,
    shift: bigint,
    bits: number,
    topWeight: bigint,
  ): number;
  addToHistogram(
    histogram: number,
    patterns: number,
    rowWeight: number,
    columnWeights: number,
    count: number,
    p: number,
    q: number,
  ): void;
  gramMatrix(gram: number, histogram: number, bits: number): void;
  addLookedUp(
    sums: number,
    patterns: number,
    tables: number,
    bytes: number,
    weight: number,
    count: number,
  ): void;

  evaluatePatterns(
    sums: number,
    patterns: number,
    tables: number,
    bytes: number,
    from: number,
    to: number,
    lowBits: number,
    low: number,
    high: number,
  ): void;
  evaluateTable(
    sums: number,
    g: number,
    from: number,
    to: number,
    lowBits: number,
    low: number,
    high: number,
  ): void;
  foldPatterns(
    g: number,
    patterns: number,
    tables: number,
    bytes: number,
    count: number,
    r: number,
  ): void;
  foldTable(g: number, count: number, r: number): void;
  foldIntegers(out: number, x: number, count: number, entered: number): void;
  squareIntegers(words: number, x: number, count: number): void;
  squareTable(sums: number, x: number, count: number): void;
  multiplyPatterns(
    sums: number,
    u: number,
    patterns: number,
    tables: number,
    bytes: number,
    count: number,
  ): void;
  multiplyTables(sums: number, u: number, g: number, count: number): void;

  toAffine(summands: number, points: number, count: number, products: number): void;
  subsetPoints(table: number, summands: number): void;
  addPlanes(
    sums: number,
    table: number,
    patterns: number,
    stride: number,
    rows: number,
    least: number,
    bits: number,
  ): void;
  fillComb(comb: number, point: number, extended: number, products: number): void;
  addFromComb(sums: number, comb: number, scalars: number, count: number): void;
}
