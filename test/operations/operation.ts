/** Single operations with their inputs and outputs, in a form that any implementation can read. */
import { toHex } from '../../src/crypto/hex.ts';
import type { TupleField } from '../../src/crypto/tupleHash.ts';

/** A value of a file: bytes are hexadecimal, elements of fields decimal text where they are no bytes. */
export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

/** One line of a file of test/vectors/operations. */
export interface Operation {
  readonly operation: string;
  /** What is particular about it. */
  readonly about?: string;
  readonly input: Readonly<Record<string, Json>>;
  /** `{ "refused": true }` where the input must be refused. */
  readonly output: Json;
}

/** A file of test/vectors/operations. */
export interface OperationFile {
  readonly about: string;
  readonly operations: readonly Operation[];
}

export const REFUSED = { refused: true } as const;

/** What an operation gives, or that it refuses its input. */
export function orRefused(run: () => Json): Json {
  try {
    return run();
  } catch {
    return REFUSED;
  }
}

/** Fields of a hashed tuple: text and numbers as they are, bytes as `{ "bytes": hexadecimal }`. */
export function fieldsJson(fields: readonly TupleField[]): Json {
  return fields.map((field) => (field instanceof Uint8Array ? { bytes: toHex(field) } : field));
}
