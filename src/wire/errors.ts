/** Why bytes were refused before anything in them was believed. */
export type WireErrorCode =
  /** More bytes than the place allows; nothing was decoded. */
  | 'too-large'
  /** Not CBOR, not deterministic CBOR, or bytes left over. */
  | 'not-canonical'
  /** CBOR of another shape than the place asks for. */
  | 'wrong-shape';

/** Bytes from outside that are no well-formed message. Nothing was taken from them. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: WireErrorCode;

  /**
   * A fault in bytes from outside.
   *
   * @param code - What kind of fault it is.
   * @param message - Where it is, and what was expected there.
   */
  constructor(code: WireErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
