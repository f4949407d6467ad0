/** How the elements of tensors stand in files: little-endian, by the name of their dtype. */
import type { TensorType } from '../../session/layout/index.ts';

/** The elements of one dtype. */
export interface Elements {
  /** Bytes of one element. */
  readonly bytes: number;
  readonly integer: boolean;
  readonly read: (view: DataView, offset: number) => number;
}

/** Reads elements. A 64-bit integer is exact within ±(2^53 − 1), otherwise a double outside that range. */
export const ELEMENTS: Readonly<Record<TensorType, Elements>> = {
  float16: { bytes: 2, integer: false, read: (v, o) => halfToDouble(v.getUint16(o, true)) },
  bfloat16: { bytes: 2, integer: false, read: (v, o) => upperHalf(v.getUint16(o, true)) },
  float32: { bytes: 4, integer: false, read: (v, o) => v.getFloat32(o, true) },
  float64: { bytes: 8, integer: false, read: (v, o) => v.getFloat64(o, true) },
  int8: { bytes: 1, integer: true, read: (v, o) => v.getInt8(o) },
  int16: { bytes: 2, integer: true, read: (v, o) => v.getInt16(o, true) },
  int32: { bytes: 4, integer: true, read: (v, o) => v.getInt32(o, true) },
  int64: {
    bytes: 8,
    integer: true,
    read: (v, o) => fromHalves(v.getInt32(o + 4, true), v.getUint32(o, true)),
  },
  uint8: { bytes: 1, integer: true, read: (v, o) => v.getUint8(o) },
  uint16: { bytes: 2, integer: true, read: (v, o) => v.getUint16(o, true) },
  uint32: { bytes: 4, integer: true, read: (v, o) => v.getUint32(o, true) },
  uint64: {
    bytes: 8,
    integer: true,
    read: (v, o) => fromHalves(v.getUint32(o + 4, true), v.getUint32(o, true)),
  },
};

/** The types that sums of tensors are written in. */
export type SumType = 'float16' | 'bfloat16' | 'float32' | 'float64' | 'int64';

/** The greatest finite value of a type that is narrower than a double. */
const GREATEST = {
  float16: 65_504,
  bfloat16: (2 - 2 ** -7) * 2 ** 127,
  float32: (2 - 2 ** -23) * 2 ** 127,
} as const;

/** Encodes doubles in a type of floats: each becomes the nearest value, and half-way ones the even one. */
export function encodeFloats(type: Exclude<SumType, 'int64'>, values: Float64Array): Uint8Array {
  const { bytes } = ELEMENTS[type];
  const view = new DataView(new ArrayBuffer(bytes * values.length));
  values.forEach((value, i) => {
    const at = bytes * i;
    if (type === 'float64') view.setFloat64(at, value, true);
    else if (type === 'float32') view.setFloat32(at, value, true);
    else if (type === 'bfloat16') view.setUint16(at, upperBits(nearest(value, 7, -126)), true);
    else view.setUint16(at, halfBits(nearest(value, 10, -14)), true);
  });
  return new Uint8Array(view.buffer);
}

/** Whether every value, rounded, is finite in a type of floats. */
export function fits(type: Exclude<SumType, 'int64'>, values: Float64Array): boolean {
  if (type === 'float64') return true;
  const greatest = GREATEST[type];
  return values.every((value) => Math.abs(value) <= greatest);
}

const fromHalves = (high: number, low: number): number => high * 2 ** 32 + low;

/** Converts an IEEE 754 binary16 value to a double. */
function halfToDouble(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** A bfloat16 value is the upper half of a float32. */
function upperHalf(bits: number): number {
  scratch.setUint32(0, bits * 2 ** 16);
  return scratch.getFloat32(0);
}

function upperBits(value: number): number {
  scratch.setFloat32(0, value);
  return scratch.getUint16(0);
}

/** The bits of a value that binary16 has. */
function halfBits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude < 2 ** -14) return sign | (magnitude * 2 ** 24);
  const exponent = exponentOf(magnitude);
  return sign | ((exponent + 15) << 10) | ((magnitude / 2 ** exponent - 1) * 1024);
}

/** The nearest value with this many bits after the leading one, and exponents from the least one on. */
function nearest(value: number, bits: number, least: number): number {
  const unit = 2 ** (Math.max(least, exponentOf(Math.abs(value))) - bits);
  const scaled = value / unit;
  const below = Math.floor(scaled);
  const over = scaled - below;
  const up = over > 0.5 || (over === 0.5 && below % 2 !== 0);
  // Added to zero of the same sign, so that -0 stays what it is.
  return (up ? below + 1 : below) * unit || (value < 0 ? -0 : value * 0);
}

/** The exponent of the leading bit of a positive double; -1100 of zero. */
function exponentOf(magnitude: number): number {
  if (magnitude === 0) return -1100;
  const guess = Math.floor(Math.log2(magnitude));
  return 2 ** guess > magnitude ? guess - 1 : 2 ** (guess + 1) <= magnitude ? guess + 1 : guess;
}
