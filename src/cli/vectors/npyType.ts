import type { TensorType } from '../../session/layout/index.ts';
import { ELEMENTS } from './elements.ts';

const types: ReadonlyMap<string, TensorType> = new Map([
  ['f2', 'float16'],
  ['f4', 'float32'],
  ['f8', 'float64'],
  ['i1', 'int8'],
  ['i2', 'int16'],
  ['i4', 'int32'],
  ['i8', 'int64'],
  ['u1', 'uint8'],
  ['u2', 'uint16'],
  ['u4', 'uint32'],
  ['u8', 'uint64'],
]);

/** A type that a header names, or why it is not read. */
export type NpyType = { readonly dtype: TensorType } | { readonly problem: string };

/** The type that a header's `descr` names, or why it is not supported. */
export function npyType(descr: string): NpyType {
  const problem = (text: string): NpyType => ({ problem: text });
  const order = descr.slice(0, 1);
  const dtype = types.get(descr.slice(1));
  const name = JSON.stringify(descr);
  if (descr.endsWith('O')) return problem('holds Python objects: save it with a dtype of numbers.');
  if (dtype === undefined) {
    return problem(
      `has the dtype ${name}: save it as a float of 16, 32 or 64 bits or an integer of 8 to 64.`,
    );
  }
  if (order === '>') {
    return problem(`is big-endian (${name}): save it little-endian, with .astype('<f8').`);
  }
  // A single byte has no byte order; NumPy writes '|' for it.
  if (order === '<' || (order === '|' && ELEMENTS[dtype].bytes === 1)) return { dtype };
  return problem(`has a dtype without a byte order (${name}): save it again with numpy.save.`);
}
