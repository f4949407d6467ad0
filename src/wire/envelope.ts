import { sha256, sha256Bulk, tupleHash } from '../crypto/tupleHash.ts';
import { type Identity, type IdentityKey, sign, verifySignature } from '../crypto/signing.ts';
import type { Reading } from './cborReader.ts';
import { bytesBetween, fixedBytes, fromBytes, integer, struct, toBytes } from './codec.ts';

/**
 * Types of signed messages, by their number on the wire. A sender sends each type once in a
 * session.
 */
export const MESSAGE_TYPES = {
  advertise: 0,
  share: 1,
  commit: 2,
  confirm: 3,
  unmask: 4,
  /** From here on, messages of the coordinator: one for each phase, and the record. */
  invitation: 16,
  advertised: 17,
  shared: 18,
  included: 19,
  unmasking: 20,
  record: 21,
} as const;

/** The name of a type of signed message. */
export type MessageType = keyof typeof MESSAGE_TYPES;

/** The sender in the coordinator's envelopes; a client's is its position in the roster. */
export const COORDINATOR_SENDER: number = 2 ** 32 - 1;

/** The version of the envelope's layout. */
const ENVELOPE_VERSION = 1;

/** No envelope is larger: a record is the largest. Each other type has a smaller limit. */
const MAX_ENVELOPE_BYTES = 2 ** 30;

/** Bytes of an envelope in addition to its body. */
export const ENVELOPE_OVERHEAD = 128;

/**
 * A signed message as it was received.
 *
 *     Envelope = [version, session (32), phase, sender, body, signature (64)]      deterministic CBOR
 *
 * The signature (Ed25519, RFC 8032) covers TupleHash256("veilsum-1/envelope", session, phase, sender,
 * SHA-256(body)), over the body's bytes as they were received.
 */
export interface Envelope {
  /** 32 bytes: the digest of the session it was signed for. */
  readonly session: Uint8Array;
  readonly type: number;
  readonly sender: number;
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
  /** The whole envelope, as received. */
  readonly bytes: Uint8Array;
}

interface EnvelopeFields {
  readonly version: number;
  readonly session: Uint8Array;
  readonly type: number;
  readonly sender: number;
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

const envelopeCodec = struct<EnvelopeFields>({
  version: integer(ENVELOPE_VERSION, ENVELOPE_VERSION),
  session: fixedBytes(32),
  type: integer(0, 255),
  sender: integer(0, COORDINATOR_SENDER),
  body: bytesBetween(0, MAX_ENVELOPE_BYTES),
  signature: fixedBytes(64),
});

/** Signs a body and puts it into its envelope. */
export function sealEnvelope(
  identity: Identity,
  session: Uint8Array,
  type: MessageType,
  sender: number,
  body: Uint8Array,
): Uint8Array {
  const fields = { session, type: MESSAGE_TYPES[type], sender, body };
  const signature = sign(identity, signedDigest(fields, sha256(body)));
  return toBytes(envelopeCodec, { version: ENVELOPE_VERSION, ...fields, signature });
}

/** Reads an envelope without verifying it. @throws {@link WireError} */
export function openEnvelope(bytes: Uint8Array, maxBytes: number, reading?: Reading): Envelope {
  const { session, type, sender, body, signature } = fromBytes(
    envelopeCodec,
    bytes,
    maxBytes,
    'envelope',
    reading,
  );
  return { session, type, sender, body, signature, bytes };
}

/** Whether the envelope was signed with this key. */
export async function hasValidSignature(envelope: Envelope, key: IdentityKey): Promise<boolean> {
  const digest = signedDigest(envelope, await sha256Bulk(envelope.body));
  return verifySignature(key, envelope.signature, digest);
}

/** 32 bytes that identify an envelope, including its signature, in lists and roots. */
export function envelopeDigest(bytes: Uint8Array): Uint8Array {
  return tupleHash('veilsum-1/envelope-digest', sha256(bytes));
}

function signedDigest(
  { session, type, sender }: Pick<Envelope, 'session' | 'type' | 'sender'>,
  bodyDigest: Uint8Array,
): Uint8Array {
  return tupleHash('veilsum-1/envelope', session, type, sender, bodyDigest);
}
