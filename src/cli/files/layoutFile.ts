import type { TensorLayout } from '../../session/layout/index.ts';
import { valuesIn } from '../../session/layout/index.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import type { VectorFile } from '../vectors/index.ts';
import { layout, readShaped } from './schema.ts';

/**
 * Reads a layout of tensors, as `veilsum layout` prints it: a JSON array of tensors.
 *
 * @throws CommandError that lists all problems; InputFileError if it cannot be read or is not JSON
 */
export async function readLayout(path: string): Promise<TensorLayout> {
  return readShaped(path, layout, 'layout');
}

/**
 * The layout of a vector: that of its file, with the clips of a layout file if one is given, which
 * must be of the same tensors.
 *
 * @param name - The vector's file, for messages.
 * @param path - The layout file.
 * @throws CommandError for other tensors; what {@link readLayout} throws
 */
export async function layoutOf(
  name: string,
  vector: VectorFile,
  path: string | undefined,
): Promise<TensorLayout | undefined> {
  if (path === undefined) return vector.layout;
  const given = await readLayout(path);
  if (vector.layout) {
    if (tensorsOf(vector.layout) === tensorsOf(given)) return given;
    throw new CommandError(
      EXIT.input,
      `${name}: has tensors of other names, shapes or dtypes than ${path}: veilsum layout ${name} prints its layout`,
    );
  }
  const count = valuesIn(given);
  if (vector.values.length === count) return given;
  throw new CommandError(
    EXIT.input,
    `${name}: has ${vector.values.length} values, and the tensors of ${path} have ${count}: give the vector of this layout`,
  );
}

/** A layout without its clips, for comparison. */
function tensorsOf(layout: TensorLayout): string {
  return JSON.stringify(layout.map(({ name, shape, dtype }) => [name, shape, dtype]));
}
