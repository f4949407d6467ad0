import { bytesBetween, type Codec, fixedBytes, integer, struct } from './codec.ts';

/** The sender of the coordinator's envelopes; clients are their positions in the roster. */
export const COORDINATOR_SENDER: number = 2 ** 32 - 1;

/** The version of the envelope's own layout. */
export const ENVELOPE_VERSION = 1;

/** What an envelope consists of, in the order of its fields. */
interface EnvelopeFields {
  readonly version: number;
  readonly session: Uint8Array;
  readonly type: number;
  readonly sender: number;
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

/** @param maxBody - the most bytes of a body */
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

/** The most bytes of an envelope around a body of this codec. */
export function envelopeBytes({ maxBytes }: Pick<Codec<unknown>, 'maxBytes'>): number {
  return envelopeCodec(maxBytes).maxBytes;
}
