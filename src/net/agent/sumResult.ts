import { toHex } from '../../crypto/hex.ts';
import { sha256Bulk } from '../../crypto/tupleHash.ts';
import type { Report } from '../../record/verify.ts';
import { fromSessionUnit, type TensorLayout } from '../../session/layout/index.ts';
import { decodeSum } from '../../session/encodings/index.ts';
import type { NamedBytes } from './connection.ts';
import { sessionResult } from './sessionResult.ts';

/** A verified sum for a client: what it is, and its values as doubles. */
export interface SumResult {
  readonly result: object;
  readonly values: NamedBytes;
}

/**
 * @param layout - the tensors that the session names, where they are known: the values are in their units then
 * @throws EncodingError where the sum means nothing, see `decodeSum`
 */
export async function sumResult(
  report: Extract<Report, { readonly valid: true }>,
  record: Uint8Array,
  layout?: TensorLayout,
): Promise<SumResult> {
  const { session, sum, included, roster } = report;
  const { encoding, length, bound } = session.parameters;
  const decoded = decodeSum(encoding, { length, bound }, sum, included.length);
  const values = layout ? fromSessionUnit(layout, encoding, decoded) : decoded;
  return {
    result: {
      ...sessionResult(session),
      inputs: included.length,
      included: included.map((id) => roster.entry(id).name),
      of:
        encoding.kind === 'weighted-mean'
          ? 'weighted mean'
          : encoding.kind === 'fixed-point'
            ? encoding.average
            : 'sum',
      record: toHex(await sha256Bulk(record)),
    },
    values: { name: 'values', content: littleEndian(values) },
  };
}

/** Doubles as bytes, 8 each. */
function littleEndian(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat64(8 * i, values[i]!, true);
  return bytes;
}
