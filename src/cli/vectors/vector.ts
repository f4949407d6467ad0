/** One client's vector as its file holds it. */
export interface VectorFile {
  /** Finite numbers, at least one; arrays of more dimensions flattened row by row (C order). */
  readonly values: Float64Array;
  /**
   * Whether the file holds integers: by its dtype for .npy; for .csv where every cell is written as one; for
   * .json, which does not tell 1.0 from 1, where every number is one. All are then within ±(2^53 − 1).
   */
  readonly integer: boolean;
  /** The weight for a weighted mean, at least 1; only .json files carry one. */
  readonly weight?: number;
  /** The dimensions in the file: as declared for .npy, [rows, columns] for .csv, [length] for .json. */
  readonly shape: readonly number[];
}
