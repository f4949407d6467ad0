import { tupleHash } from '../crypto/tupleHash.ts';
import { envelopeDigest } from './envelope.ts';

/** What goes over a transport: a signed envelope, and what is sent with it under a digest or root in its body. */
export interface Message {
  readonly envelope: Uint8Array;
  readonly attachment?: Uint8Array | undefined;
}

/** The transcript hash before the coordinator's first message. */
const START: Uint8Array = new Uint8Array(32);

/**
 * The digest of everything that the coordinator has sent to everyone, after one more message: 32
 * bytes. The first message is the invitation.
 */
export function extendTranscript(before: Uint8Array | undefined, envelope: Uint8Array): Uint8Array {
  return tupleHash('veilsum-1/transcript', before ?? START, envelopeDigest(envelope));
}
