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

/** The most values that one file may hold: as many doubles as a file of the greatest size. */
export const MAX_VALUES: number = 2 ** 25;

/** The greatest binary file, in bytes. */
export const MAX_BINARY_BYTES: number = 2 ** 28;

/** The greatest text file, in bytes: text takes several times its size in memory while it is read. */
export const MAX_TEXT_BYTES: number = 2 ** 26;

/** The most values that the files of one folder may hold together: 1 GiB of doubles. */
export const MAX_FOLDER_VALUES: number = 2 ** 27;

/**
 * A file that cannot serve as a client's vector. The message is one line: the path, what is wrong and what to
 * do next. It names places (line, column, index) and never the values there, which are private.
 */
export class InputFileError extends Error {
  override readonly name = 'InputFileError';
  /** The file or folder at fault, as it was named by the caller. */
  readonly path: string;

  constructor(path: string, problem: string, options?: ErrorOptions) {
    // A file's name may hold line ends and escape codes, which must not reach a terminal.
    super(`${path}: ${problem}`.replace(/\p{Cc}/gu, '\ufffd'), options);
    this.path = path;
  }
}
