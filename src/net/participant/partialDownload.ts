import { CoordinatorUnreachable, oddAnswer } from './unreachable.ts';

/** Records and frames are smaller than this. */
const MOST_BYTES = 2 ** 30;

/** The body of an answer as far as it has arrived, over one connection or several. */
export class PartialDownload {
  readonly #mostBytes: number;
  #pieces: Uint8Array[] = [];
  #length = 0;

  /**
   * Nothing has arrived yet.
   *
   * @param mostBytes - The most bytes of what is asked for; a server that sends more is heard no further.
   */
  constructor(mostBytes: number = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** Bytes that are here. */
  get length(): number {
    return this.#length;
  }

  /**
   * Takes what a response brings: the rest of what is here where it says so, else all of it.
   *
   * @param heard - called with every piece
   * @returns the whole body
   * @throws CoordinatorUnreachable where it is too large, or begins elsewhere than it was asked to; as fetch does where it breaks
   */
  async take(response: Response, heard: () => void): Promise<Uint8Array> {
    if (response.status !== 206) this.#restart();
    else if (startOf(response.headers.get('content-range')) !== this.#length) {
      this.#restart();
      throw new CoordinatorUnreachable('the answer is not the rest of what had arrived', true);
    }
    const reader = response.body?.getReader();
    while (reader) {
      const piece = await reader.read();
      if (piece.done) break;
      heard();
      this.#length += piece.value.length;
      if (this.#length > this.#mostBytes) {
        this.#restart();
        await reader.cancel();
        throw oddAnswer('of a size that a coordinator sends');
      }
      this.#pieces.push(piece.value);
    }
    return this.#whole();
  }

  #restart(): void {
    this.#pieces = [];
    this.#length = 0;
  }

  #whole(): Uint8Array {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}

/** Where a partial answer begins: `Content-Range: bytes N-M/TOTAL`. */
function startOf(range: string | null): number | undefined {
  const [, start] = /^bytes (\d{1,12})-/.exec(range ?? '') ?? [];
  return start === undefined ? undefined : Number(start);
}
