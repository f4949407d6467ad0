/** The one place where commands write to stdout and stderr. */
import { printable } from '../session/printable.ts';

/** The reader has stopped reading, as `head` does: not an error. */
const READER_GONE = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];

/**
 * One of the two streams. A failed write ends only the writing there: it decides no exit code, and
 * the command's other work continues. Text from elsewhere cannot control the terminal: of all
 * control characters only line breaks pass.
 */
class Channel {
  readonly #stream: NodeJS.WriteStream;
  #broken = false;

  /** @param onFailure - told why the stream cannot be written, unless its reader has gone */
  constructor(stream: NodeJS.WriteStream, onFailure: (code: string) => void) {
    this.#stream = stream;
    // Unheard, this event would end the process with the exit code 1, which means "invalid".
    stream.on('error', ({ code = 'unknown error' }: NodeJS.ErrnoException) => {
      if (!this.#broken && !READER_GONE.includes(code)) onFailure(code);
      this.#broken = true;
    });
  }

  /** Writes text of whole lines. */
  write(text: string): void {
    if (this.#broken) return;
    this.#stream.write(text.split('\n').map(printable).join('\n'));
  }

  /** The stream for a progress bar, where it is a terminal that can be written. */
  get terminal(): NodeJS.WriteStream | undefined {
    return this.#stream.isTTY && !this.#broken ? this.#stream : undefined;
  }
}

const standardError = new Channel(process.stderr, () => undefined);

const standardOutput = new Channel(process.stdout, (code) => {
  printError(`warning: the output could not be written (${code}); the exit code stands\n`);
});

/** Writes to stdout, as far as it can be written. @param text - whole lines */
export function print(text: string): void {
  standardOutput.write(text);
}

/** Writes to stderr, as far as it can be written. @param text - whole lines */
export function printError(text: string): void {
  standardError.write(text);
}

/** Where a progress bar may draw, if anywhere. */
export function progressTerminal(): NodeJS.WriteStream | undefined {
  return standardError.terminal;
}
