/**
 * A file that cannot serve as a client's vector. The message is one line: the path, what is wrong and what to
 * do next. It names places (line, column, index) and never the values there, which are private.
 */
export class InputFileError extends Error {
  override readonly name = 'InputFileError';
  /** The file or folder at fault, as it was named by the caller. */
  readonly path: string;

  constructor(path: string, problem: string, options?: ErrorOptions) {
    // A file's name may contain line ends and escape codes, which must not reach a terminal.
    super(`${path}: ${problem}`.replace(/\p{Cc}/gu, '\ufffd'), options);
    this.path = path;
  }
}
