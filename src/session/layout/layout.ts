/**
 * Layouts: which tensors a vector is made of, in the order of their names. A session names the digest of one, so that all
 * participants put the same value at the same coordinate, in the same unit.
 */
import { tupleHash } from '../../crypto/tupleHash.ts';
import {
  type Argument,
  integer,
  listOf,
  optional,
  positive,
  refuseArgument,
  strictObject,
  text,
  word,
} from '../../usage/arguments.ts';
import { UsageError } from '../../usage/usageError.ts';
import {
  type Codec,
  float64,
  integer as integerCodec,
  list,
  oneOf,
  optionalItem,
  struct,
  text as textCodec,
  toBytes,
} from '../../wire/codec.ts';
import { checkClip } from '../encodings/fields.ts';
import { MAX_TOTAL_LENGTH } from '../limits.ts';

/** The types of values that tensors can have, as NumPy and PyTorch name them. */
export const TENSOR_TYPES = [
  'float16',
  'bfloat16',
  'float32',
  'float64',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
] as const;

/** The type of a tensor's values, for the program that trains with it: the vector has numbers. */
export type TensorType = (typeof TENSOR_TYPES)[number];

/** One tensor of a layout. */
export interface LayoutEntry {
  /** 1 to 200 UTF-16 code units; no other tensor of the layout has it. */
  readonly name: string;
  /** Sizes of its dimensions, row by row in the vector; empty for a single number. */
  readonly shape: readonly number[];
  readonly dtype: TensorType;
  /** Its values are clipped to ±clip, in their unit; the clip of the session's encoding if it is left out. */
  readonly clip?: number | undefined;
}

/** The tensors of a vector, one after the other in ascending order of their names by code point. */
export type TensorLayout = readonly LayoutEntry[];

/** The most tensors of a layout. */
const MAX_TENSORS = 4096;

const MAX_NAME = 200;
const MAX_DIMENSIONS = 32;

const LONE_SURROGATE = /\p{Surrogate}/u;

const name: Argument<string> = (value, at) => {
  const found = text(1, MAX_NAME)(value, at);
  return LONE_SURROGATE.test(found)
    ? refuseArgument(at, 'well-formed Unicode, without a lone surrogate', value)
    : found;
};

const clip: Argument<number> = (value, at) => {
  const found = positive(value, at);
  const [problem] = checkClip(found);
  if (problem === undefined) return found;
  throw new UsageError('wrong-input', `${at}: ${problem}`);
};

const entries = listOf(
  strictObject<LayoutEntry>({
    name,
    shape: listOf(integer(0, MAX_TOTAL_LENGTH), MAX_DIMENSIONS),
    dtype: word(...TENSOR_TYPES),
    clip: optional(clip),
  }),
  MAX_TENSORS,
);

/** Reads a layout in any order of its tensors: 1 to 2^27 values in 1 to 4096 tensors, no two of one name. */
export const layoutArgument: Argument<TensorLayout> = (value, at) => {
  const sorted = entries(value, at).toSorted((a, b) => compareText(a.name, b.name));
  const twice = sorted.find((entry, i) => i > 0 && entry.name === sorted[i - 1]!.name);
  if (twice) {
    throw new UsageError(
      'wrong-input',
      `${at}: two tensors have the name ${JSON.stringify(twice.name)}: rename one`,
    );
  }
  const values = valuesIn(sorted);
  if (values >= 1 && values <= MAX_TOTAL_LENGTH) return sorted;
  throw new UsageError(
    'wrong-input',
    `${at}: the tensors have ${values} values together, and a vector has 1 to ${MAX_TOTAL_LENGTH}`,
  );
};

/** The number of values of a tensor. */
export function sizeOf({ shape }: Pick<LayoutEntry, 'shape'>): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** The number of values in the vector of a layout. */
export function valuesIn(layout: TensorLayout): number {
  return layout.reduce((sum, entry) => sum + sizeOf(entry), 0);
}

const layoutCodec: Codec<TensorLayout> = list(
  struct<{ readonly [K in keyof LayoutEntry]-?: LayoutEntry[K] }>({
    name: textCodec(MAX_NAME),
    shape: list(integerCodec(0, MAX_TOTAL_LENGTH), MAX_DIMENSIONS),
    dtype: oneOf(...TENSOR_TYPES),
    clip: optionalItem(float64),
  }) as Codec<LayoutEntry>,
  MAX_TENSORS,
);

/**
 * The digest of a layout, for a session's parameters and for policies.
 *
 * @param layout - the tensors, in any order
 * @returns 32 bytes
 * @throws UsageError `wrong-input` for no or too many tensors or values, two tensors of one name, or a field that is not valid
 *
 * @example
 * ```ts
 * const layout = [{ name: 'w', shape: [2, 3], dtype: 'float32' }] as const;
 * layoutDigest(layout).length; // 32
 * ```
 */
export function layoutDigest(layout: TensorLayout): Uint8Array {
  return tupleHash('veilsum-1/layout', toBytes(layoutCodec, layoutArgument(layout, 'layout')));
}

/** Compares by code point, which is the order of the UTF-8 bytes as well. */
function compareText(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const at = left.findIndex((character, i) => character !== right[i]);
  if (at < 0) return left.length - right.length;
  return left[at]!.codePointAt(0)! - (right[at]?.codePointAt(0) ?? -1);
}
