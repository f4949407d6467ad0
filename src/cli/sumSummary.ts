import { toHex } from '../crypto/hex.ts';
import { sha256Bulk } from '../crypto/tupleHash.ts';
import { EncodingError } from '../session/encodings/index.ts';
import type { Session } from '../session/session.ts';
import { decodedSum, type SessionSum } from './sumFile.ts';
import { littleEndianBytes, type NpyData } from './vectors/index.ts';

/** Values at the beginning and at the end of a sum that are shown. */
const ENDS = 5;

/** Sums of at most so many values are printed whole for programs. */
const WHOLE = 1000;

/** What a command says of a sum. */
export interface SumSummary {
  /** What the values are. */
  readonly of: 'sum' | 'mean' | 'weighted mean';
  readonly type: 'int64' | 'float64';
  readonly shape: readonly [number];
  readonly min: number;
  readonly max: number;
  /** At most {@link ENDS}. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** SHA-256 of the values, 8 bytes each, little-endian: of the data in the `.npy` file. */
  readonly sha256: string;
  /** All of them, where they are few. */
  readonly values?: readonly number[];
}

/** A decoded sum and its summary, or why the sum decodes to nothing. */
export type ShownSum =
  { readonly values: NpyData; readonly summary: SumSummary } | { readonly problem: string };

/**
 * Decodes a sum and sums it up. A sum that has no meaning under its encoding is still the verified
 * one.
 */
export async function showSum(of: SessionSum): Promise<ShownSum> {
  try {
    const values = decodedSum(of);
    return { values, summary: await summaryOf(values, of.session) };
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

/** A sum in a few lines, for people. */
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
 * A sum for programs.
 *
 * @param elsewhere - where all values are, or how to have them written, for a sum that is not printed whole
 */
export function sumJson(shown: ShownSum, elsewhere: string): object {
  if ('problem' in shown) return { problem: shown.problem };
  const { summary } = shown;
  return summary.values ? summary : { ...summary, allValues: elsewhere };
}
