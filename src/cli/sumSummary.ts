import { toHex } from '../crypto/hex.ts';
import { sha256Bulk } from '../crypto/tupleHash.ts';
import type { SumJson, SumSummary } from './json/parts.ts';
import { EncodingError } from '../session/encodings/index.ts';
import type { TensorLayout } from '../session/layout/index.ts';
import type { Session } from '../session/session.ts';
import { decodedSum, type SessionSum } from './sumFile.ts';
import { littleEndianBytes, type NpyData } from './vectors/index.ts';

/** Number of values shown from each end of a sum. */
const ENDS = 5;

/** Sums of up to this many values are included completely in JSON output. */
const WHOLE = 1000;

/** A decoded sum and its summary, or why it could not be decoded. */
export type ShownSum =
  | {
      readonly values: NpyData;
      readonly layout: TensorLayout | undefined;
      readonly summary: SumSummary;
    }
  | { readonly problem: string };

/** Decodes and summarises a sum. A sum that cannot be decoded is still the verified one. */
export async function showSum(of: SessionSum): Promise<ShownSum> {
  try {
    const values = decodedSum(of);
    return { values, layout: of.layout, summary: await summaryOf(values, of.session) };
  } catch (error) {
    if (error instanceof EncodingError) return { problem: error.message };
    throw error;
  }
}

async function summaryOf(
  values: NpyData,
  { parameters: { encoding } }: Session,
): Promise<SumSummary> {
  const numbers = Array.from(values, Number);
  return {
    of:
      encoding.kind === 'weighted-mean'
        ? 'weighted mean'
        : encoding.kind === 'fixed-point'
          ? encoding.average
          : 'sum',
    type: values instanceof BigInt64Array ? 'int64' : 'float64',
    shape: [numbers.length],
    min: numbers.reduce((least, x) => Math.min(least, x)),
    max: numbers.reduce((most, x) => Math.max(most, x)),
    first: numbers.slice(0, ENDS),
    last: numbers.slice(-ENDS),
    sha256: toHex(await sha256Bulk(littleEndianBytes(values))),
    ...(numbers.length <= WHOLE && { values: numbers }),
  };
}

/** Formats a sum in a few lines. */
export function sumLines(shown: ShownSum, inputs: number): string[] {
  if ('problem' in shown) return [`the sum cannot be shown: ${shown.problem}`];
  const { of, type, shape, min, max, first, last, sha256 } = shown.summary;
  const [length] = shape;
  const all = length <= 2 * ENDS ? [...shown.values] : [...first, '…', ...last];
  return [
    `${of} of ${inputs} inputs: shape (${length}), ${type}, from ${min} to ${max}`,
    `  ${all.join(', ')}`,
    `  SHA-256 of its values ${sha256}`,
  ];
}

/**
 * A sum as JSON.
 *
 * @param elsewhere - Where to find all values, or how to get them, if the sum is not included
 *   completely.
 */
export function sumJson(shown: ShownSum, elsewhere: string): SumJson {
  if ('problem' in shown) return { problem: shown.problem };
  const { summary } = shown;
  return summary.values ? summary : { ...summary, allValues: elsewhere };
}
