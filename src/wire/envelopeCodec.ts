import { bytesBetween, type Codec, fixedBytes, integer, struct } from './codec.ts';

/** The sender number of the coordinator. Clients have their positions in the roster. */
export const COORDINATOR_SENDER: number = 2 ** 32 - 1;

/** Version of the envelope format. */
export const ENVELOPE_VERSION = 1;

/** The fields of an envelope, in order. */
interface EnvelopeFields {
  readonly version: number;
  readonly session: Uint8Array;
  readonly type: number;
  readonly sender: number;
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Codec of envelopes.
 *
 * @param maxBody - maximum size of a body in bytes
 */
export function envelopeCodec(maxBody: number): Codec<EnvelopeFields> {
  return struct<EnvelopeFields>({
    version: integer(ENVELOPE_VERSION, ENVELOPE_VERSION),
    session: fixedBytes(32),
    type: integer(0, 255),
    sender: integer(0, COORDINATOR_SENDER),
    body: bytesBetween(0, maxBody),
    signature: fixedBytes(64),
  });
}

/** Maximum size in bytes of an envelope whose body has this codec. */
export function envelopeBytes({ maxBytes }: Pick<Codec<unknown>, 'maxBytes'>): number {
  return envelopeCodec(maxBytes).maxBytes;
}
