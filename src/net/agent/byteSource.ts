/** Bytes that arrive in chunks of any size, read in pieces of a known one. Only what has arrived takes memory. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next bytes; `undefined` if the end comes before there are so many. */
  async read(count: number): Promise<Uint8Array | undefined> {
    const pieces: Uint8Array[] = [];
    if (!(await this.#take(count, (piece) => pieces.push(piece)))) return undefined;
    if (pieces.length === 1) return pieces[0]!;
    const bytes = new Uint8Array(count);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  /** Passes over bytes and keeps none. @returns whether there were so many */
  skip(count: number): Promise<boolean> {
    return this.#take(count, () => undefined);
  }

  async #take(count: number, use: (piece: Uint8Array) => unknown): Promise<boolean> {
    let left = count;
    while (left > 0) {
      if (this.#chunk.length === 0) {
        const next = await this.#chunks.next();
        if (next.done) return false;
        this.#chunk = next.value;
        continue;
      }
      const piece = this.#chunk.subarray(0, left);
      use(piece);
      left -= piece.length;
      this.#chunk = this.#chunk.subarray(piece.length);
    }
    return true;
  }
}
