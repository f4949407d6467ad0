/** The only place where commands write to stdout and stderr. */
import { printable } from '../session/printable.ts';
import { colouredText, type Line, plainText, wantsColours } from './style.ts';

/** Error codes after the reader has stopped reading, as `head` does; that is not a failure. */
const READER_GONE = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];

/**
 * One of the two streams. A failed write disables only this stream: it does not change the exit
 * code, and the command's other work continues. Text from other parties cannot control the
 * terminal: of all control characters only line breaks are written.
 */
class Channel {
  readonly #stream: NodeJS.WriteStream;
  #broken = false;

  /**
   * @param onFailure - Called with the error code if the stream cannot be written, unless its
   *   reader has stopped reading.
   */
  constructor(stream: NodeJS.WriteStream, onFailure: (code: string) => void) {
    this.#stream = stream;
    // Without a listener, this event would end the process with exit code 1, which means "invalid".
    stream.on('error', ({ code = 'unknown error' }: NodeJS.ErrnoException) => {
      if (!this.#broken && !READER_GONE.includes(code)) onFailure(code);
      this.#broken = true;
    });
  }

  /** Writes text, which must consist of whole lines. */
  write(text: string): void {
    if (this.#broken) return;
    this.#stream.write(text.split('\n').map(printable).join('\n'));
  }

  /** Writes lines, in colours if the stream takes them. */
  writeLines(lines: readonly Line[]): void {
    if (this.#broken) return;
    const coloured = wantsColours(this.#stream, process.env);
    this.#stream.write(coloured ? colouredText(lines) : plainText(lines));
  }

  /** The stream for a progress bar, if it is a terminal that can be written to. */
  get terminal(): NodeJS.WriteStream | undefined {
    return this.#stream.isTTY && !this.#broken ? this.#stream : undefined;
  }
}

const standardError = new Channel(process.stderr, () => undefined);

const standardOutput = new Channel(process.stdout, (code) => {
  printError(`warning: the output could not be written (${code}); the exit code is still valid\n`);
});

/**
 * Writes to stdout, if it can be written.
 *
 * @param text - Whole lines.
 */
export function print(text: string): void {
  standardOutput.write(text);
}

/** Writes lines to stdout, in colours if it is a terminal that has them; see `wantsColours`. */
export function printLines(lines: readonly Line[]): void {
  standardOutput.writeLines(lines);
}

/**
 * Writes to stderr, if it can be written.
 *
 * @param text - Whole lines.
 */
export function printError(text: string): void {
  standardError.write(text);
}

/** The stream for a progress bar: stderr, if it is a terminal. */
export function progressTerminal(): NodeJS.WriteStream | undefined {
  return standardError.terminal;
}

/** Stdout for a command whose output is binary: nothing else may be printed by it. */
export function binaryOutput(): NodeJS.WriteStream {
  return process.stdout;
}
