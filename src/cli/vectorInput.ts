import type { Encoding, EncodingInput } from '../session/encodings/index.ts';
import { toSessionUnit, type TensorLayout } from '../session/layout/index.ts';
import { CommandError, EXIT } from './exitCodes.ts';
import type { VectorFile } from './vectors/index.ts';

/**
 * The input that a file provides for a session: its values, and its weight if the encoding has
 * weights. A weight that would be dropped and one that would have to be invented are both rejected.
 *
 * @param name - The file's or client's name, for messages.
 * @param defaultWeight - Weight of files without one, if the caller gives it.
 * @throws CommandError
 */
export function vectorInput(
  name: string,
  { values, weight }: VectorFile,
  { kind }: Encoding,
  defaultWeight: number | undefined,
): EncodingInput {
  if (kind === 'weighted-mean') {
    const chosen = weight ?? defaultWeight;
    if (chosen !== undefined) return { values, weight: chosen };
    throw new CommandError(
      EXIT.input,
      `${name}: has no weight, but the mean is weighted: write {"values": […], "weight": 10}, or give --default-weight 1`,
    );
  }
  if (weight !== undefined) {
    throw new CommandError(
      EXIT.input,
      `${name}: has a weight, which the encoding ${kind} does not use: remove it from the file, or take part in a weighted mean`,
    );
  }
  if (defaultWeight === undefined) return values;
  throw new CommandError(
    EXIT.usage,
    `--default-weight is for weighted means, and the encoding here is ${kind}: omit it`,
  );
}

/**
 * A vector in the unit of a session's encoding: tensors with clips are clipped and scaled.
 *
 * @param layout - the vector's tensors, if it has any
 * @throws EncodingError for clips under an encoding that has none
 */
export function inSessionUnit(
  vector: VectorFile,
  layout: TensorLayout | undefined,
  encoding: Encoding,
): VectorFile {
  if (!layout) return vector;
  return { ...vector, values: toSessionUnit(layout, encoding, vector.values) };
}
