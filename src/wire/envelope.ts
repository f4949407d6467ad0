import { sha256, sha256Bulk, tupleHash } from '../crypto/tupleHash.ts';
import { type Identity, type IdentityKey, sign, verifySignature } from '../crypto/signing.ts';
import type { Reading } from './cborReader.ts';
import { MESSAGE_TYPES, type MessageType } from '../messages/table.ts';
import { fromBytes, toBytes } from './codec.ts';
import { ENVELOPE_VERSION, envelopeCodec } from './envelopeCodec.ts';

export { COORDINATOR_SENDER } from './envelopeCodec.ts';

/**
 * Maximum size of any envelope in bytes; a record is the largest. Each message type has its own,
 * smaller limit.
 */
const MAX_ENVELOPE_BYTES = 2 ** 30;

const codec = envelopeCodec(MAX_ENVELOPE_BYTES);

/**
 * A signed message, as received.
 *
 *     Envelope = [version, session (32), type, sender, body, signature (64)]      deterministic CBOR
 *
 * The signature (Ed25519, RFC 8032) covers TupleHash256("veilsum-1/envelope", session, type,
 * sender, SHA-256(body)), over the bytes of the body as received.
 */
export interface Envelope {
  /** Digest of the session for which the envelope was signed, 32 bytes. */
  readonly session: Uint8Array;
  /** The number of the message type: see `MESSAGE_TYPES`. */
  readonly type: number;
  /** The client's position in the roster, or 2^32 − 1 for the coordinator. */
  readonly sender: number;
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
  /** The whole encoded envelope. */
  readonly bytes: Uint8Array;
}

/**
 * Signs a body, and encodes it in an envelope.
 *
 * @param sender - a client's position in the roster, or `COORDINATOR_SENDER`
 */
export function sealEnvelope(
  identity: Identity,
  session: Uint8Array,
  type: MessageType,
  sender: number,
  body: Uint8Array,
): Uint8Array {
  const fields = { session, type: MESSAGE_TYPES[type], sender, body };
  const signature = sign(identity, signedDigest(fields, sha256(body)));
  return toBytes(codec, { version: ENVELOPE_VERSION, ...fields, signature });
}

/**
 * Decodes an envelope without verifying its signature.
 *
 * @throws {@link WireError}
 */
export function openEnvelope(bytes: Uint8Array, maxBytes: number, reading?: Reading): Envelope {
  const { session, type, sender, body, signature } = fromBytes(
    codec,
    bytes,
    maxBytes,
    'envelope',
    reading,
  );
  return { session, type, sender, body, signature, bytes };
}

/** Whether the envelope's signature is valid under this key. */
export async function hasValidSignature(envelope: Envelope, key: IdentityKey): Promise<boolean> {
  const digest = signedDigest(envelope, await sha256Bulk(envelope.body));
  return verifySignature(key, envelope.signature, digest);
}

/**
 * Digest of an encoded envelope, including its signature, 32 bytes. It represents the envelope in
 * lists and Merkle roots.
 */
export function envelopeDigest(bytes: Uint8Array): Uint8Array {
  return tupleHash('veilsum-1/envelope-digest', sha256(bytes));
}

function signedDigest(
  { session, type, sender }: Pick<Envelope, 'session' | 'type' | 'sender'>,
  bodyDigest: Uint8Array,
): Uint8Array {
  return tupleHash('veilsum-1/envelope', session, type, sender, bodyDigest);
}
