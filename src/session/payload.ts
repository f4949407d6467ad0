import { ELEMENT_BYTES, type Kernel } from '../kernel/kernel.ts';
import type { Session } from './session.ts';

/**
 * Packs a payload before it is masked: for each row its packed coordinates, then its blinder. The
 * last row is padded with zeros.
 *
 * @param input - d integers within ±B
 * @param blinders - one element of F_ℓ for each row, 32 bytes each
 * @returns `session.payloadBytes` bytes
 */
export function packPayload(
  kernel: Kernel,
  session: Session,
  input: Int32Array,
  blinders: Uint8Array,
): Uint8Array {
  const payload = new Uint8Array(session.payloadBytes);
  for (const { row, from, to, packedAt, blinderAt } of rowsOf(session)) {
    const packed = kernel.pack(input.subarray(from, to), session.layout);
    payload.set(packed, packedAt);
    packed.fill(0);
    payload.set(blinders.subarray(row * ELEMENT_BYTES, (row + 1) * ELEMENT_BYTES), blinderAt);
  }
  return payload;
}

/** The decoded sum of payloads. */
export interface UnpackedTotal {
  /** S: d exact integers; `undefined` if a coordinate does not fit its slot. */
  readonly sum: Float64Array | undefined;
  /** R: one element of F_ℓ for each row, 32 bytes each. */
  readonly blinders: Uint8Array;
}

/** Unpacks a sum of payloads after all masks were removed. */
export function unpackTotal(kernel: Kernel, session: Session, total: Uint8Array): UnpackedTotal {
  const { layout } = session;
  const blinders = new Uint8Array(session.rows * ELEMENT_BYTES);
  const sum = new Float64Array(session.parameters.length);
  let fits = true;
  for (const { row, from, to, packedAt, blinderAt } of rowsOf(session)) {
    blinders.set(total.subarray(blinderAt, blinderAt + ELEMENT_BYTES), row * ELEMENT_BYTES);
    const bytes = Math.ceil((to - from) / layout.slotsPerElement) * ELEMENT_BYTES;
    const values = kernel.unpack(total.subarray(packedAt, packedAt + bytes), to - from, layout);
    if (values) sum.set(values, from);
    else fits = false;
  }
  return { sum: fits ? sum : undefined, blinders };
}

/** Position of a row in a vector and in a payload. */
interface RowPlace {
  readonly row: number;
  /** Its coordinates: `from` inclusive, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  /** Byte offsets in the payload. */
  readonly packedAt: number;
  readonly blinderAt: number;
}

function* rowsOf({ parameters, rows, elementsPerRow }: Session): Generator<RowPlace> {
  const { length, rowLength } = parameters;
  const rowBytes = (elementsPerRow + 1) * ELEMENT_BYTES;
  for (let row = 0; row < rows; row++) {
    yield {
      row,
      from: row * rowLength,
      to: Math.min((row + 1) * rowLength, length),
      packedAt: row * rowBytes,
      blinderAt: (row + 1) * rowBytes - ELEMENT_BYTES,
    };
  }
}
