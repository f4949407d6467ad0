/** What a link proof says: a payload is the committed input, laid out, plus the committed mask. */
import { sha256, sha256Bulk, tupleHash } from '../../../crypto/tupleHash.ts';
import { ELEMENT_BYTES, POINT_BYTES, type SlotLayout } from '../../../kernel/kernel.ts';
import { type CodeShape, symbolPointBytes } from '../shape.ts';

/** What all proofs of a session have in common. */
export interface LinkSetting {
  /** 32 bytes. */
  readonly sessionDigest: Uint8Array;
  /** ⌈d / c⌉. */
  readonly rows: number;
  /** c, a power of two. */
  readonly rowLength: number;
  /** How coordinates are packed. */
  readonly layout: SlotLayout;
  readonly shape: CodeShape;
  /** The places that every dealer dealt a symbol to, ascending: at least U. */
  readonly holders: readonly number[];
}

/** The statement of one client. */
export interface LinkStatement {
  readonly client: number;
  /** The root under which the client signed its dealing, 32 bytes. */
  readonly dealing: Uint8Array;
  /** C: 64 bytes for each row, on the curve. */
  readonly commitments: Uint8Array;
  /** Q: L_s points of 64 bytes for each holder, on the curve. */
  readonly points: Uint8Array;
  /** y: m canonical elements. */
  readonly payload: Uint8Array;
}

/** What the client knows. */
export interface LinkWitness {
  /** x: d coordinates. */
  readonly values: Int32Array;
  /** r: one element for each row. */
  readonly blinders: Uint8Array;
  /** z: m elements. */
  readonly mask: Uint8Array;
  /** The blinders of the commitments to the K pieces of z. */
  readonly pieceBlinders: Uint8Array;
}

/** m, the number of elements of a payload: for each row its packed coordinates, then its blinder. */
export function payloadElements({
  rows,
  rowLength,
  layout,
}: Pick<LinkSetting, 'rows' | 'rowLength' | 'layout'>): number {
  return rows * rowElements({ rowLength, layout });
}

/** c' + 1, the number of elements of a row in a payload. */
export function rowElements({
  rowLength,
  layout,
}: Pick<LinkSetting, 'rowLength' | 'layout'>): number {
  return Math.ceil(rowLength / layout.slotsPerElement) + 1;
}

/** Whether all lengths of a statement are those that its setting asks for. */
export function isSized(
  { rows, shape, holders }: LinkSetting,
  { dealing, commitments, points, payload }: LinkStatement,
): boolean {
  return (
    dealing.length === 32 &&
    commitments.length === rows * POINT_BYTES &&
    points.length === holders.length * symbolPointBytes(shape) &&
    payload.length === shape.elements * ELEMENT_BYTES
  );
}

/** Hashes everything that a statement says: what every challenge of its proof depends on. */
export async function linkState(
  { sessionDigest, rows, rowLength, layout, shape, holders }: LinkSetting,
  { client, dealing, commitments, points, payload }: LinkStatement,
): Promise<Uint8Array> {
  return tupleHash(
    'veilsum-1/link/statement',
    sessionDigest,
    client,
    ...[rows, rowLength, layout.slotBits, layout.slotsPerElement],
    ...[shape.places, shape.recovery, shape.privacy, shape.elements],
    sha256(placesBytes(holders)),
    dealing,
    sha256(commitments),
    await sha256Bulk(points),
    await sha256Bulk(payload),
  );
}

/** be32 of each place. */
function placesBytes(places: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * places.length);
  const view = new DataView(bytes.buffer);
  places.forEach((place, i) => {
    view.setUint32(4 * i, place);
  });
  return bytes;
}
