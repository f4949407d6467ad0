import { tupleHash } from '../crypto/tupleHash.ts';
import { envelopeDigest } from './envelope.ts';

/**
 * A message in transit: a signed envelope, and an attachment that a digest or Merkle root in its
 * body covers.
 */
export interface Message {
  readonly envelope: Uint8Array;
  readonly attachment?: Uint8Array | undefined;
}

/** The transcript hash before the invitation. */
const START: Uint8Array = new Uint8Array(32);

/**
 * Extends the transcript hash, a running hash over the coordinator's broadcasts, by one more.
 *
 * @param before - the transcript hash so far; `undefined` for the invitation, which is the first
 * @param envelope - the broadcast's envelope
 * @returns 32 bytes
 */
export function extendTranscript(before: Uint8Array | undefined, envelope: Uint8Array): Uint8Array {
  return tupleHash('veilsum-1/transcript', before ?? START, envelopeDigest(envelope));
}
