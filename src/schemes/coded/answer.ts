/** Sums of symbols, as they are attached to an answer: L elements, then the L_s blinders of their commitments. */
import { type CodeShape, symbolBlinderBytes, symbolBytes } from '../coding/shape.ts';

/** A symbol or a sum of symbols, with its blinders. */
export interface OpenSymbol {
  readonly symbol: Uint8Array;
  readonly blinders: Uint8Array;
}

/** Size in bytes of an answer's attachment, and of the plaintext of a box. */
export function answerBytes(shape: CodeShape): number {
  return symbolBytes(shape) + symbolBlinderBytes(shape);
}

/** Splits the bytes of a symbol and its blinders, as views. */
export function splitSymbol(shape: CodeShape, bytes: Uint8Array): OpenSymbol {
  const end = symbolBytes(shape);
  return { symbol: bytes.subarray(0, end), blinders: bytes.subarray(end) };
}
