/** How the elements of a .npy file are read. */
export interface NpyType {
  /** Bytes of one element. */
  readonly bytes: number;
  readonly integer: boolean;
  readonly read: (view: DataView, offset: number) => number;
}

/**
 * A 64-bit integer as a double: exact within ±(2^53 − 1), otherwise a double outside that range.
 */
const fromHalves = (high: number, low: number): number => high * 2 ** 32 + low;

const types: ReadonlyMap<string, NpyType> = new Map([
  ['f2', { bytes: 2, integer: false, read: (v, o) => halfToDouble(v.getUint16(o, true)) }],
  ['f4', { bytes: 4, integer: false, read: (v, o) => v.getFloat32(o, true) }],
  ['f8', { bytes: 8, integer: false, read: (v, o) => v.getFloat64(o, true) }],
  ['i1', { bytes: 1, integer: true, read: (v, o) => v.getInt8(o) }],
  ['i2', { bytes: 2, integer: true, read: (v, o) => v.getInt16(o, true) }],
  ['i4', { bytes: 4, integer: true, read: (v, o) => v.getInt32(o, true) }],
  [
    'i8',
    {
      bytes: 8,
      integer: true,
      read: (v, o) => fromHalves(v.getInt32(o + 4, true), v.getUint32(o, true)),
    },
  ],
  ['u1', { bytes: 1, integer: true, read: (v, o) => v.getUint8(o) }],
  ['u2', { bytes: 2, integer: true, read: (v, o) => v.getUint16(o, true) }],
  ['u4', { bytes: 4, integer: true, read: (v, o) => v.getUint32(o, true) }],
  [
    'u8',
    {
      bytes: 8,
      integer: true,
      read: (v, o) => fromHalves(v.getUint32(o + 4, true), v.getUint32(o, true)),
    },
  ],
] satisfies [string, NpyType][]);

/** The type that a header's `descr` names, or why it is not supported. */
export function npyType(descr: string): NpyType | string {
  const order = descr.slice(0, 1);
  const type = types.get(descr.slice(1));
  const name = JSON.stringify(descr);
  if (descr.endsWith('O')) return 'holds Python objects: save it with a dtype of numbers.';
  if (type === undefined) {
    return `has the dtype ${name}: save it as a float of 16, 32 or 64 bits or an integer of 8 to 64.`;
  }
  if (order === '>') return `is big-endian (${name}): save it little-endian, with .astype('<f8').`;
  // A single byte has no byte order; NumPy writes '|' for it.
  if (order === '<' || (order === '|' && type.bytes === 1)) return type;
  return `has a dtype without a byte order (${name}): save it again with numpy.save.`;
}

/** Converts an IEEE 754 binary16 value to a double. */
function halfToDouble(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
