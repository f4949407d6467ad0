import { numbers } from '../../usage/arguments.ts';
import { requireEncoding } from '../encodings/check.ts';
import { EncodingError } from '../encodings/errors.ts';
import { type Encoding, MAX_BOUND, type NumericVector } from '../encodings/index.ts';
import { MAX_TOTAL_LENGTH } from '../limits.ts';
import { layoutArgument, sizeOf, type TensorLayout, valuesIn } from './layout.ts';

/**
 * Values of tensors in the unit of a session's encoding: each tensor that has a clip in the layout is clipped to it, and scaled so
 * that its clip becomes the encoding's. Encode the result with `encodeInput`.
 *
 * @param layout - the tensors, whose digest the session names
 * @param encoding - the session's encoding
 * @param values - finite numbers, one for each value of the layout, in its order
 * @returns `values` themselves where no tensor has a clip, otherwise a copy
 * @throws UsageError `wrong-input` for a layout that is not valid; EncodingError `wrong-length` for another number of values,
 *   `bad-encoding` for clips under an encoding that has none
 *
 * @example
 * ```ts
 * const layout = [{ name: 'b', shape: [2], dtype: 'float32', clip: 0.1 }] as const;
 * toSessionUnit(layout, { kind: 'fixed-point', clip: 1, average: 'mean' }, [0.05, 7]); // Float64Array(2) [ 0.5, 1 ]
 * ```
 */
export function toSessionUnit<V extends NumericVector>(
  layout: TensorLayout,
  encoding: Encoding,
  values: V,
): V | Float64Array {
  return scaled(layout, encoding, values, (value, clip, unit) =>
    // What is not finite stays so, and is rejected where it is encoded.
    Number.isFinite(value) ? (Math.max(-clip, Math.min(clip, value)) / clip) * unit : value,
  );
}

/**
 * The inverse for a decoded sum or mean: from the unit of the encoding to those of the tensors.
 *
 * @param layout - the tensors, whose digest the session names
 * @param encoding - the session's encoding
 * @param values - what `decodeSum` gave
 * @returns `values` themselves where no tensor has a clip, otherwise a copy
 * @throws as {@link toSessionUnit}
 *
 * @example
 * ```ts
 * const layout = [{ name: 'b', shape: [2], dtype: 'float32', clip: 0.1 }] as const;
 * fromSessionUnit(layout, { kind: 'fixed-point', clip: 1, average: 'mean' }, Float64Array.of(0.5, 1)); // Float64Array(2) [ 0.05, 0.1 ]
 * ```
 */
export function fromSessionUnit(
  layout: TensorLayout,
  encoding: Encoding,
  values: Float64Array,
): Float64Array {
  return scaled(layout, encoding, values, (value, clip, unit) => (value / unit) * clip);
}

function scaled<V extends NumericVector>(
  layout: TensorLayout,
  encoding: Encoding,
  values: V,
  scale: (value: number, clip: number, unit: number) => number,
): V | Float64Array {
  const tensors = layoutArgument(layout, 'layout');
  const { length } = numbers(values, 'values');
  const checked = requireEncoding(encoding, { length: MAX_TOTAL_LENGTH, bound: MAX_BOUND });
  const count = valuesIn(tensors);
  if (length !== count) {
    throw new EncodingError(
      'wrong-length',
      `The layout has ${count} values and the vector ${length}: give one for each value of its tensors.`,
    );
  }
  const first = tensors.find(({ clip }) => clip !== undefined);
  if (!first) return values;
  if (checked.kind === 'integer') {
    throw new EncodingError(
      'bad-encoding',
      `The tensor ${JSON.stringify(first.name)} has a clip, and integers are not clipped: leave the clips out, or use another encoding.`,
    );
  }
  const result = new Float64Array(count);
  let at = 0;
  for (const tensor of tensors) {
    const end = at + sizeOf(tensor);
    const clip = tensor.clip ?? checked.clip;
    for (; at < end; at++) result[at] = scale(Number(values[at]), clip, checked.clip);
  }
  return result;
}
