import type { TensorLayout } from '../../session/layout/index.ts';

/** One client's vector as read from its file. */
export interface VectorFile {
  /**
   * Finite numbers, at least one; arrays with several dimensions are flattened row by row (C
   * order).
   */
  readonly values: Float64Array;
  /**
   * Whether the file has integers: for .npy, .npz and .safetensors according to dtypes, for .csv if every cell is
   * written as one, and for .json, which does not distinguish 1.0 from 1, if every number is one.
   * All are then within ±(2^53 − 1).
   */
  readonly integer: boolean;
  /** The weight for a weighted mean, at least 1; only .json files can have one. */
  readonly weight?: number;
  /**
   * The dimensions in the file: as declared for .npy, [rows, columns] for .csv, [length] for .json
   * and for tensors.
   */
  readonly shape: readonly number[];
  /** The tensors that the values are of, without clips; only .npz and .safetensors files name any. */
  readonly layout?: TensorLayout;
}

/** Limit on the values of one file: as many doubles as the largest file contains. */
export const MAX_VALUES: number = 2 ** 25;

/** Limit on a binary file, in bytes. */
export const MAX_BINARY_BYTES: number = 2 ** 28;

/** Limit on a text file, in bytes. Parsing text takes several times its size in memory. */
export const MAX_TEXT_BYTES: number = 2 ** 26;

/** Limit on the values of all files in a folder: 1 GiB of doubles. */
export const MAX_FOLDER_VALUES: number = 2 ** 27;

/**
 * A file that cannot be used as a client's vector. The message is one line with the path, the
 * problem and what to do next. It gives places (line, column, index) and never the values there,
 * which are private.
 */
export class InputFileError extends Error {
  override readonly name = 'InputFileError';
  /** The file or folder, as the caller named it. */
  readonly path: string;

  constructor(path: string, problem: string, options?: ErrorOptions) {
    // A file name may contain line breaks and escape codes, which must not reach a terminal.
    super(`${path}: ${problem}`.replace(/\p{Cc}/gu, '\ufffd'), options);
    this.path = path;
  }
}
