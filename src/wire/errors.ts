/** Why bytes were rejected before anything in them was used. */
export type WireErrorCode =
  /** More bytes than allowed; nothing was decoded. */
  | 'too-large'
  /** Not CBOR, not deterministic CBOR, or bytes left over. */
  | 'not-canonical'
  /** CBOR of a different shape than expected. */
  | 'wrong-shape';

/** Untrusted bytes that are not a well-formed message. Nothing was taken from them. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: WireErrorCode;

  /**
   * An error in untrusted bytes.
   *
   * @param code - The kind of error.
   * @param message - Where it is, and what was expected there.
   */
  constructor(code: WireErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
