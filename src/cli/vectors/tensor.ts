import {
  layoutArgument,
  type LayoutEntry,
  type TensorLayout,
  type TensorType,
} from '../../session/layout/index.ts';
import { UsageError } from '../../usage/usageError.ts';
import { ELEMENTS } from './elements.ts';
import { InputFileError, MAX_VALUES, type VectorFile } from './vector.ts';

/** A named array of a file. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: TensorType;
  /** Row by row (C order). */
  readonly values: Float64Array;
}

/** The most tensors of a file: as many as a layout can have. */
export const MAX_TENSORS = 4096;

/**
 * Reads the data of a tensor, which must be finite numbers, and integers that a double holds exactly.
 *
 * @param data - as many bytes as shape and dtype need
 * @param refuse - throws, with what is wrong
 */
export function readTensor(
  data: Uint8Array,
  dtype: TensorType,
  shape: readonly number[],
  refuse: (problem: string) => never,
): Float64Array {
  const { bytes, integer, read } = ELEMENTS[dtype];
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const values = new Float64Array(data.length / bytes);
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * bytes);
  checkValues(values, integer, shape, refuse);
  return values;
}

function checkValues(
  values: Float64Array,
  integer: boolean,
  shape: readonly number[],
  refuse: (problem: string) => never,
): void {
  const sound = integer ? Number.isSafeInteger : Number.isFinite;
  const wrong = values.findIndex((value) => !sound(value));
  if (wrong < 0) return;
  const place = placeOf(wrong, shape);
  if (integer) refuse(`the value at index ${place} is beyond ±(2^53 − 1): scale the values.`);
  const what = Number.isNaN(values[wrong]) ? 'NaN' : 'infinite';
  refuse(`the value at index ${place} is ${what}: find out where it came from.`);
}

/** The index of a value as NumPy writes it: `5`, or `(1, 2)` with more than one dimension. */
function placeOf(index: number, shape: readonly number[]): string {
  if (shape.length < 2) return String(index);
  let rest = index;
  const places = shape.toReversed().map((size) => {
    const place = rest % size;
    rest = (rest - place) / size;
    return place;
  });
  return `(${places.reverse().join(', ')})`;
}

/**
 * The vector of a file of tensors: one after the other, ascending by name, as in a layout.
 *
 * @throws InputFileError for names, shapes or numbers of tensors and values that no layout has
 */
export function vectorOfTensors(path: string, tensors: readonly Tensor[]): VectorFile {
  const count = tensors.reduce((sum, { values }) => sum + values.length, 0);
  if (count === 0) throw new InputFileError(path, 'holds no values: give at least one.');
  if (count > MAX_VALUES) {
    throw new InputFileError(
      path,
      `holds more than ${MAX_VALUES} values: leave tensors out, or shorten them.`,
    );
  }
  const layout = layoutIn(path, tensors);
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const values = new Float64Array(count);
  let at = 0;
  for (const { name } of layout) {
    const tensor = byName.get(name)!;
    values.set(tensor.values, at);
    at += tensor.values.length;
  }
  const integer = tensors.every(({ dtype }) => ELEMENTS[dtype].integer);
  return { values, integer, shape: [count], layout };
}

function layoutIn(path: string, tensors: readonly Tensor[]): TensorLayout {
  const entries = tensors.map(({ name, shape, dtype }): LayoutEntry => ({ name, shape, dtype }));
  try {
    return layoutArgument(entries, 'its tensors');
  } catch (error) {
    if (error instanceof UsageError) throw new InputFileError(path, `${error.message}.`);
    throw error;
  }
}

/** Why a name cannot be that of a tensor in a file; the name may not lead out of a folder that the file is unpacked into. */
export function tensorNameProblem(name: string): string | undefined {
  const shown = JSON.stringify(name.slice(0, 60));
  if (name === '') return 'has an array without a name: name it.';
  if (/\p{Cc}/u.test(name)) return `has the name ${shown}, with a control character: rename it.`;
  const leads = /^(?:[/\\]|[a-zA-Z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(name);
  return leads ? `has the name ${shown}, which is a path out of its folder: rename it.` : undefined;
}
