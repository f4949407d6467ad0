import type { Encoding, EncodingInput } from '../session/encodings/index.ts';
import { CommandError, EXIT } from './exitCodes.ts';
import type { VectorFile } from './vectors/index.ts';

/**
 * What a file gives to a session: its values, and its weight where the encoding has weights. A weight that would be dropped, and
 * one that would be made up, are refused.
 *
 * @param name - the file's or the client's, for errors
 * @param defaultWeight - the weight of files without one, where the caller names it
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
      `${name}: has a weight, which the encoding ${kind} does not use: take it out of the file, or take part in a weighted mean`,
    );
  }
  if (defaultWeight === undefined) return values;
  throw new CommandError(
    EXIT.usage,
    `--default-weight is for weighted means, and the encoding here is ${kind}: leave it out`,
  );
}
