/**
 * A published sum travels as two's complement integers, little-endian, `width` bytes a coordinate: as many as hold
 * a slot, so that every sum in range has exactly one encoding.
 */
/** @param width - bytes of a coordinate, 1 to 8; every coordinate is a safe integer that fits */
export function sumToBytes(sum: Float64Array, width: number): Uint8Array {
  const bytes = new Uint8Array(sum.length * width);
  for (let i = 0; i < sum.length; i++) {
    const high = Math.floor(sum[i]! / 2 ** 32);
    const low = sum[i]! - high * 2 ** 32;
    for (let k = 0; k < width; k++) {
      bytes[i * width + k] = k < 4 ? low >>> (8 * k) : high >> (8 * (k - 4));
    }
  }
  return bytes;
}

/** The inverse of {@link sumToBytes}, or `undefined` where a coordinate is no safe integer. */
export function sumFromBytes(bytes: Uint8Array, width: number): Float64Array | undefined {
  const sum = new Float64Array(bytes.length / width);
  for (let i = 0; i < sum.length; i++) {
    let value = (bytes[i * width + width - 1]! << 24) >> 24;
    for (let k = width - 2; k >= 0; k--) value = value * 256 + bytes[i * width + k]!;
    if (!Number.isSafeInteger(value)) return undefined;
    sum[i] = value;
  }
  return sum;
}
