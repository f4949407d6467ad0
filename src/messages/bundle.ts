/** Files of all parts of a vector: their records, or a client's receipts. */
import {
  bytesBetween,
  type Codec,
  fromBytes,
  list,
  oneOf,
  struct,
  toBytes,
} from '../wire/codec.ts';
import { MAX_PARTS, MAX_RECORD_BYTES } from '../session/limits.ts';
import { siblingPart } from '../session/parts.ts';
import { partCount } from '../session/plannedPart.ts';
import type { Session } from '../session/session.ts';
import { maxMessageBytes } from './table.ts';

/** The first item of a bundle. */
const LABEL = 'veilsum-1 parts';

interface Bundle {
  readonly label: typeof LABEL;
  readonly parts: readonly Uint8Array[];
}

const codec: Codec<Bundle> = struct<Bundle>({
  label: oneOf(LABEL),
  parts: list(bytesBetween(1, MAX_RECORD_BYTES), MAX_PARTS, 1),
});

/** The most bytes before an item in CBOR. */
const HEAD_BYTES = 9;

/** A list of two, a text of 15 bytes. */
const START = Uint8Array.of(0x82, 0x6f, ...new TextEncoder().encode(LABEL));

/**
 * Encodes the records of all parts of a vector, in their order, as the one file that is published; or a client's Commit envelopes
 * as its receipt.
 *
 * @param parts - 1 to 256
 */
export function encodeParts(parts: readonly Uint8Array[]): Uint8Array {
  return toBytes(codec, { label: LABEL, parts });
}

/** Maximum size of what a round publishes, in bytes: the record of its session, or the file with those of all parts. */
export function maxRecordBytes(session: Session): number {
  const { part } = session.parameters;
  if (!part) return maxMessageBytes(session, 'record');
  // No part is longer than the first; its number takes some bytes more in the parameters of others.
  const record = maxMessageBytes(siblingPart(session, 0), 'record') + 2 * HEAD_BYTES;
  const records = record * Math.min(partCount(part), MAX_PARTS);
  return Math.min(MAX_RECORD_BYTES, records + START.length + HEAD_BYTES);
}

/**
 * The parts in a bundle, or `undefined` for bytes that do not begin like one.
 *
 * @throws WireError if they begin like one and are malformed, or have more than 2^30 bytes
 */
export function readParts(bundle: Uint8Array): readonly Uint8Array[] | undefined {
  if (!START.every((byte, i) => bundle[i] === byte)) return undefined;
  return fromBytes(codec, bundle, MAX_RECORD_BYTES, 'parts').parts;
}
