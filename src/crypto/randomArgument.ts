import { UsageError } from '../usage/usageError.ts';
import { type Argument, callable } from '../usage/arguments.ts';
import { bytesIn } from '../usage/typedArrays.ts';
import type { RandomSource } from './random.ts';

const source = callable<RandomSource>('a source of randomness, such as systemRandom');

/** Reads a source of randomness. The result also checks the length of what each call returns. */
export const randomSource: Argument<RandomSource> = (value, at) => {
  const random = source(value, at);
  return (length) => {
    const drawn = bytesIn(random(length));
    if (drawn?.length === length) return drawn;
    throw new UsageError(
      'wrong-input',
      `${at}: expected ${length} bytes in a Uint8Array from the source of randomness; use systemRandom`,
    );
  };
};
