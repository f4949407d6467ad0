/** What goes over a transport: a signed envelope, and what travels beside it under a digest or root in its body. */
export interface Message {
  readonly envelope: Uint8Array;
  readonly attachment?: Uint8Array | undefined;
}
