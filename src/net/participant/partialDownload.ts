import { CoordinatorUnreachable, oddAnswer } from './unreachable.ts';

/** Default limit, in bytes; no record or frame is larger. */
const MOST_BYTES = 2 ** 30;

/**
 * A response body as far as it has arrived, possibly over several connections. Pass the same object
 * to the next request to fetch only the rest.
 */
export class PartialDownload {
  readonly #mostBytes: number;
  #pieces: Uint8Array[] = [];
  #length = 0;

  /**
   * Starts empty.
   *
   * @param mostBytes - Limit on the body, in bytes; default 1 GiB. A larger response is cancelled.
   */
  constructor(mostBytes: number = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** Bytes that have arrived. */
  get length(): number {
    return this.#length;
  }

  /**
   * Reads the body of a response. A response with status 206 continues what has arrived; any other
   * replaces it.
   *
   * @param heard - Called with each piece that arrives.
   * @returns the whole body
   * @throws CoordinatorUnreachable if the body exceeds the limit, or a partial response does not
   *   start where the last one ended; and the error of `fetch` if the connection breaks, after
   *   which another request can continue
   */
  async take(response: Response, heard: () => void): Promise<Uint8Array> {
    if (response.status !== 206) this.#restart();
    else if (startOf(response.headers.get('content-range')) !== this.#length) {
      this.#restart();
      throw new CoordinatorUnreachable('the response does not continue the partial download', true);
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
        throw oddAnswer('of a size that coordinators send');
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

/** The first position in a `Content-Range: bytes FIRST-LAST/TOTAL` header (RFC 9110 §14.4). */
function startOf(range: string | null): number | undefined {
  const [, start] = /^bytes (\d{1,12})-/.exec(range ?? '') ?? [];
  return start === undefined ? undefined : Number(start);
}
