/** Why bytes were rejected. */
export type WireErrorCode =
  /** More bytes than allowed; nothing was decoded. */
  | 'too-large'
  /** Not CBOR, not deterministic CBOR, or bytes left over. */
  | 'not-canonical'
  /** CBOR of another shape than expected. */
  | 'wrong-shape';

/** Untrusted bytes are not a well-formed message. Nothing in them was used. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: WireErrorCode;

  /**
   * Creates an error.
   *
   * @param code - the kind of error
   * @param message - where it is, and what was expected there
   */
  constructor(code: WireErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
