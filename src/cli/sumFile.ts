import { extname } from 'node:path';
import { decodeSum } from '../session/encodings/index.ts';
import type { Session } from '../session/session.ts';
import { CommandError, EXIT } from './exitCodes.ts';
import { requireAbsent, writeWhole } from './files/files.ts';
import { outputPlace } from './files/outputPlace.ts';
import { encodeNpy, type NpyData } from './vectors/index.ts';

/** Formats of a sum, by file extension. */
const FORMATS: Readonly<Record<string, (values: NpyData) => Uint8Array | string>> = {
  '.npy': encodeNpy,
  // One value per line, as a spreadsheet shows a column.
  '.csv': (values) => `${[...values].join('\n')}\n`,
  '.json': (values) => `[${[...values].join(', ')}]\n`,
};

/** A sum with its session. */
export interface SessionSum {
  readonly session: Session;
  /** The integers in the record. */
  readonly sum: Float64Array;
  /** Number of vectors in the sum. */
  readonly inputs: number;
}

/**
 * Decodes a sum under the session's encoding: to 64-bit integers for integers, otherwise to
 * doubles.
 *
 * @throws EncodingError if it cannot be decoded; see `decodeSum`
 */
export function decodedSum({ session, sum, inputs }: SessionSum): NpyData {
  const { encoding, length, bound } = session.parameters;
  const decoded = decodeSum(encoding, { length, bound }, sum, inputs);
  return encoding.kind === 'integer' ? BigInt64Array.from(decoded, BigInt) : decoded;
}

/**
 * Writes a decoded sum in the format of the file extension; pipes and devices without one get
 * `.npy`.
 *
 * @throws CommandError if the extension is unknown, or the file cannot be written
 */
export async function writeSum(path: string, values: NpyData): Promise<void> {
  await writeWhole(path, (await formatOf(path))(values));
}

/**
 * Requires that a sum can be written to a path.
 *
 * @throws CommandError
 */
export async function requireSumFile(path: string, force: boolean): Promise<void> {
  await formatOf(path);
  await requireAbsent([path], force);
}

async function formatOf(path: string): Promise<(values: NpyData) => Uint8Array | string> {
  const ending = extname(path).toLowerCase();
  const format = Object.hasOwn(FORMATS, ending) ? FORMATS[ending] : undefined;
  if (format) return format;
  if ((await outputPlace(path)).kind === 'stream') return encodeNpy;
  throw new CommandError(
    EXIT.usage,
    `${path}: a sum is written as .npy, .csv or .json, depending on the file extension; use one of these`,
  );
}
