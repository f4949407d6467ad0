/**
 * Encoding of a published sum: two's complement integers, little-endian, `width` bytes for each
 * coordinate. The width is what a packing slot needs, so every sum in range has exactly one
 * encoding.
 */

/** Up to this width, 32-bit integer arithmetic suffices, which is several times faster. */
const WORD_BYTES = 4;

/**
 * Encodes a sum.
 *
 * @param sum - safe integers that fit `width` bytes
 * @param width - bytes for each coordinate, 1 to 8
 */
export function sumToBytes(sum: Float64Array, width: number): Uint8Array {
  const bytes = new Uint8Array(sum.length * width);
  if (width <= WORD_BYTES) {
    // Writing a word overwrites the beginning of the next coordinates, which are written after it.
    // The last coordinates are written byte by byte.
    const view = new DataView(bytes.buffer);
    const whole = Math.max(0, sum.length - WORD_BYTES);
    for (let i = 0; i < whole; i++) view.setInt32(i * width, sum[i]!, true);
    for (let i = whole; i < sum.length; i++) {
      for (let k = 0; k < width; k++) bytes[i * width + k] = sum[i]! >> (8 * k);
    }
    return bytes;
  }
  for (let i = 0; i < sum.length; i++) {
    const high = Math.floor(sum[i]! / 2 ** 32);
    const low = sum[i]! - high * 2 ** 32;
    for (let k = 0; k < width; k++) {
      bytes[i * width + k] = k < 4 ? low >>> (8 * k) : high >> (8 * (k - 4));
    }
  }
  return bytes;
}

/**
 * Decodes a sum: the inverse of {@link sumToBytes}. Returns `undefined` if a coordinate is not a
 * safe integer.
 *
 * @param bytes - a multiple of `width` in length
 */
export function sumFromBytes(bytes: Uint8Array, width: number): Float64Array | undefined {
  const sum = new Float64Array(bytes.length / width);
  if (width <= WORD_BYTES) {
    const spare = 8 * (WORD_BYTES - width);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const whole = Math.max(0, sum.length - WORD_BYTES);
    for (let i = 0; i < whole; i++) sum[i] = (view.getInt32(i * width, true) << spare) >> spare;
    // The last coordinates are read byte by byte, as a word would extend beyond the end.
    for (let i = whole; i < sum.length; i++) {
      let word = 0;
      for (let k = 0; k < width; k++) word |= bytes[i * width + k]! << (8 * k);
      sum[i] = (word << spare) >> spare;
    }
    return sum;
  }
  for (let i = 0; i < sum.length; i++) {
    let value = (bytes[i * width + width - 1]! << 24) >> 24;
    for (let k = width - 2; k >= 0; k--) value = value * 256 + bytes[i * width + k]!;
    if (!Number.isSafeInteger(value)) return undefined;
    sum[i] = value;
  }
  return sum;
}
