import {
  ELEMENT_BYTES,
  type Kernel,
  type Mask,
  MASK_BLOCK_BYTES,
  MASK_KEY_BYTES,
} from '../../../../kernel/kernel.ts';
import { MAX_LENGTH } from '../../../../session/limits.ts';
import { bytesBetween, fromBytes, integer, struct, toBytes } from '../../../../wire/codec.ts';
import { WireError } from '../../../../wire/errors.ts';
import { type MaskRange, MOST_BLOCKS, MOST_MASKS } from './piece.ts';

/**
 * A range as it is encoded: the keys of the masks to add, and of those to subtract, concatenated.
 */
interface Written {
  readonly firstBlock: number;
  readonly elements: number;
  readonly added: Uint8Array;
  readonly subtracted: Uint8Array;
}

const keys = bytesBetween(0, MOST_MASKS * MASK_KEY_BYTES);
const codec = struct<Written>({
  firstBlock: integer(0, MAX_LENGTH),
  elements: integer(1, (MOST_BLOCKS * MASK_BLOCK_BYTES) / ELEMENT_BYTES),
  added: keys,
  subtracted: keys,
});
const MOST_BYTES = MOST_MASKS * MASK_KEY_BYTES + 64;

/** Encodes a range as text: deterministic CBOR in base64. */
export function rangeToText({ firstBlock, bytes, masks }: MaskRange): string {
  const written: Written = {
    firstBlock,
    elements: bytes / ELEMENT_BYTES,
    added: keysOf(masks, 1),
    subtracted: keysOf(masks, -1),
  };
  return toBase64(toBytes(codec, written));
}

/**
 * Decodes a range from whatever the queue has.
 *
 * @throws WireError if it is not the text of a valid range
 */
export function rangeFromText(text: unknown): MaskRange {
  const written = fromBytes(codec, fromBase64(text, MOST_BYTES), MOST_BYTES, 'a piece');
  const { firstBlock, elements } = written;
  const masks = [...masksOf(written.added, 1), ...masksOf(written.subtracted, -1)];
  if (masks.length > MOST_MASKS) throw new WireError('wrong-shape', 'a piece: too many masks');
  return { firstBlock, bytes: elements * ELEMENT_BYTES, masks };
}

/** Encodes a sum as text: its bytes in base64. */
export function sumToText(sum: Uint8Array): string {
  return toBase64(sum);
}

/**
 * Decodes the sum over a range from whatever the queue has.
 *
 * @throws WireError if it has another length, or elements that are not canonical
 */
export function sumFromText(kernel: Kernel, { bytes }: MaskRange, text: unknown): Uint8Array {
  const sum = fromBase64(text, bytes);
  if (sum.length !== bytes || !kernel.areCanonical(sum)) {
    throw new WireError('wrong-shape', `a sum: expected ${bytes} bytes of canonical elements`);
  }
  return sum;
}

function keysOf(masks: readonly Mask[], wanted: Mask['sign']): Uint8Array {
  const chosen = masks.filter(({ sign }) => sign === wanted);
  const bytes = new Uint8Array(chosen.length * MASK_KEY_BYTES);
  for (const [i, { key }] of chosen.entries()) bytes.set(key, i * MASK_KEY_BYTES);
  return bytes;
}

function masksOf(bytes: Uint8Array, sign: Mask['sign']): Mask[] {
  if (bytes.length % MASK_KEY_BYTES !== 0) {
    throw new WireError('wrong-shape', `a piece: expected keys of ${MASK_KEY_BYTES} bytes`);
  }
  return Array.from({ length: bytes.length / MASK_KEY_BYTES }, (_, i) => ({
    key: bytes.slice(i * MASK_KEY_BYTES, (i + 1) * MASK_KEY_BYTES),
    sign,
  }));
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

/** Decodes base64 strictly; `Buffer` skips invalid characters. */
function fromBase64(text: unknown, most: number): Uint8Array {
  if (typeof text !== 'string' || text.length > 4 * Math.ceil(most / 3)) {
    throw new WireError('wrong-shape', `expected base 64 of at most ${most} bytes`);
  }
  const buffer = Buffer.from(text, 'base64');
  if (buffer.toString('base64') !== text) {
    throw new WireError('wrong-shape', 'expected base 64');
  }
  return new Uint8Array(buffer);
}
