import { extname } from 'node:path';
import { decodeSum } from '../session/encodings/index.ts';
import { fromSessionUnit, type TensorLayout } from '../session/layout/index.ts';
import type { Session } from '../session/session.ts';
import { CommandError, EXIT } from './exitCodes.ts';
import { requireAbsent, writeWhole } from './files/files.ts';
import { outputPlace } from './files/outputPlace.ts';
import {
  encodeNpy,
  encodeNpz,
  encodeSafetensors,
  type NpyData,
  type SumTensor,
  sumTensors,
  tensorNameProblem,
} from './vectors/index.ts';

/** Formats of one vector, by file extension. */
const FORMATS: Readonly<Record<string, (values: NpyData) => Uint8Array | string>> = {
  '.npy': encodeNpy,
  // One value per line, as a spreadsheet shows a column.
  '.csv': (values) => `${[...values].join('\n')}\n`,
  '.json': (values) => `[${[...values].join(', ')}]\n`,
};

/** Formats of named tensors, by file extension. */
const TENSOR_FORMATS: Readonly<Record<string, (tensors: readonly SumTensor[]) => Uint8Array>> = {
  '.npz': encodeNpz,
  '.safetensors': encodeSafetensors,
};

/** Files that a command writes a sum to by itself. */
export const SUM_FILES = ['sum.npy', 'sum.npz', 'sum.safetensors'] as const;

/** The name of the file that a sum is written to, after that of an input. */
export function sumFileFor(
  input: string,
  layout: TensorLayout | undefined,
): (typeof SUM_FILES)[number] {
  if (!layout) return 'sum.npy';
  return extname(input).toLowerCase() === '.safetensors' ? 'sum.safetensors' : 'sum.npz';
}

/** A sum with its session. */
export interface SessionSum {
  readonly session: Session;
  /** The integers in the record. */
  readonly sum: Float64Array;
  /** Number of vectors in the sum. */
  readonly inputs: number;
  /** The tensors that the session is over, if they are known. */
  readonly layout?: TensorLayout | undefined;
}

/**
 * Decodes a sum under the session's encoding: to 64-bit integers for integers, otherwise to
 * doubles, in the units of the tensors.
 *
 * @throws EncodingError if it cannot be decoded; see `decodeSum`
 */
export function decodedSum({ session, sum, inputs, layout }: SessionSum): NpyData {
  const { encoding, length, bound } = session.parameters;
  const inUnit = decodeSum(encoding, { length, bound }, sum, inputs);
  const decoded = layout ? fromSessionUnit(layout, encoding, inUnit) : inUnit;
  return encoding.kind === 'integer' ? BigInt64Array.from(decoded, BigInt) : decoded;
}

/**
 * Writes a decoded sum in the format of the file extension; pipes and devices without one get
 * `.npy`.
 *
 * @param layout - The tensors of the values, for formats that name them.
 * @throws CommandError if the extension is unknown, or the file cannot be written
 */
export async function writeSum(
  path: string,
  values: NpyData,
  layout?: TensorLayout,
): Promise<void> {
  await writeWhole(path, (await formatOf(path, layout))(values));
}

/**
 * Requires that a sum can be written to a path.
 *
 * @throws CommandError
 */
export async function requireSumFile(
  path: string,
  force: boolean,
  layout?: TensorLayout,
): Promise<void> {
  await formatOf(path, layout);
  await requireAbsent([path], force);
}

async function formatOf(
  path: string,
  layout: TensorLayout | undefined,
): Promise<(values: NpyData) => Uint8Array | string> {
  const ending = extname(path).toLowerCase();
  const encode = Object.hasOwn(TENSOR_FORMATS, ending) ? TENSOR_FORMATS[ending] : undefined;
  if (encode) return tensorFormat(path, layout, encode);
  const format = Object.hasOwn(FORMATS, ending) ? FORMATS[ending] : undefined;
  if (format) return format;
  if ((await outputPlace(path)).kind === 'stream') return encodeNpy;
  throw new CommandError(
    EXIT.usage,
    `${path}: a sum is written as .npy, .npz, .safetensors, .csv or .json, depending on the file extension; use one of these`,
  );
}

function tensorFormat(
  path: string,
  layout: TensorLayout | undefined,
  encode: (tensors: readonly SumTensor[]) => Uint8Array,
): (values: NpyData) => Uint8Array {
  if (!layout) {
    throw new CommandError(
      EXIT.usage,
      `${path}: needs the names of tensors, and a record has only their digest; give the layout with --layout, or write a .npy file`,
    );
  }
  for (const { name } of layout) {
    const problem = tensorNameProblem(name);
    if (problem !== undefined) throw new CommandError(EXIT.input, `${path}: the layout ${problem}`);
  }
  return (values) => encode(sumTensors(layout, values));
}
