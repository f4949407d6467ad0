/**
 * What a transport carries: a signed envelope, and an attachment that a digest or root in its body
 * covers.
 */
export interface Message {
  readonly envelope: Uint8Array;
  readonly attachment?: Uint8Array | undefined;
}
