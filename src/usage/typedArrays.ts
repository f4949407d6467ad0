/**
 * Typed arrays from callers. A window, a frame and a Node context each have separate constructors,
 * so `instanceof` fails for an array of another realm. A Buffer is a Uint8Array whose `slice` does
 * not copy.
 */

/** Reads the internal type of a typed array, whatever its realm and prototype. */
const kindOf = Reflect.getOwnPropertyDescriptor(
  Reflect.getPrototypeOf(Uint8Array.prototype)!,
  Symbol.toStringTag,
)!.get! as (this: unknown) => string | undefined;

const lengthOf = Reflect.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')!.get!;

/** The name of a typed array's type, such as `Uint8Array`; `undefined` for everything else. */
export function typedArrayKind(value: unknown): string | undefined {
  return kindOf.call(value);
}

/**
 * Converts a Uint8Array, a Buffer or an ArrayBuffer of any realm to a Uint8Array of this realm over
 * the same memory; `undefined` for everything else.
 */
export function bytesIn(value: unknown): Uint8Array | undefined {
  if (typedArrayKind(value) === 'Uint8Array') return viewIn(Uint8Array, value as Uint8Array);
  return isArrayBuffer(value) ? new Uint8Array(value) : undefined;
}

/** Converts an Int32Array of any realm to one of this realm; `undefined` for everything else. */
export function int32In(value: unknown): Int32Array | undefined {
  return typedArrayKind(value) === 'Int32Array'
    ? viewIn(Int32Array, value as Int32Array)
    : undefined;
}

/** Converts a Float64Array of any realm to one of this realm; `undefined` for everything else. */
export function float64In(value: unknown): Float64Array | undefined {
  return typedArrayKind(value) === 'Float64Array'
    ? viewIn(Float64Array, value as Float64Array)
    : undefined;
}

interface Kind<T> {
  readonly prototype: T;
  new (buffer: ArrayBufferLike, offset: number, length: number): T;
  new (values: ArrayLike<number>): T;
}

function viewIn<T extends Uint8Array | Int32Array | Float64Array>(Kind: Kind<T>, value: T): T {
  // Shared memory is copied, because it could change between the check and the use.
  if (!isArrayBuffer(value.buffer)) return new Kind(value);
  if (Reflect.getPrototypeOf(value) === Kind.prototype) return value;
  return new Kind(value.buffer, value.byteOffset, value.length);
}

function isArrayBuffer(value: unknown): value is ArrayBuffer {
  // Most values fail here. Only an ArrayBuffer has the internal slot that the getter reads.
  if (Object.prototype.toString.call(value) !== '[object ArrayBuffer]') return false;
  try {
    lengthOf.call(value);
    return true;
  } catch {
    return false;
  }
}
