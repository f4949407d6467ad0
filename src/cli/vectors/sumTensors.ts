import type { TensorLayout, TensorType } from '../../session/layout/index.ts';
import { ELEMENTS, encodeFloats, fits, type SumType } from './elements.ts';
import { littleEndianBytes, type NpyData } from './npyWrite.ts';

/** A tensor of a sum, to be written. */
export interface SumTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: SumType;
  /** Its data as a type of floats, or as int64 if it is of integers. */
  readonly encode: (type: SumType) => Uint8Array;
}

/** Types that have room for what another one has not. */
const WIDER: Readonly<Partial<Record<SumType, SumType>>> = {
  float16: 'float32',
  bfloat16: 'float32',
  float32: 'float64',
};

/**
 * The tensors of a sum. A sum of integers is int64. Other tensors of floats keep their dtype, if no
 * value is too large for it; tensors of integers become float64, as their mean need not be one.
 *
 * @param values - one for each value of the layout
 */
export function sumTensors(layout: TensorLayout, values: NpyData): SumTensor[] {
  let at = 0;
  return layout.map(({ name, shape, dtype }): SumTensor => {
    const end = at + shape.reduce((product, size) => product * size, 1);
    const part = values.subarray(at, end);
    at = end;
    if (part instanceof BigInt64Array) {
      return { name, shape, type: 'int64', encode: () => littleEndianBytes(part) };
    }
    const encode = (type: SumType): Uint8Array =>
      encodeFloats(type === 'int64' ? 'float64' : type, part);
    return { name, shape, type: typeFor(dtype, part), encode };
  });
}

function typeFor(dtype: TensorType, values: Float64Array): SumType {
  let type: SumType = ELEMENTS[dtype].integer ? 'float64' : (dtype as SumType);
  while (type !== 'int64' && !fits(type, values)) type = WIDER[type] ?? 'float64';
  return type;
}
