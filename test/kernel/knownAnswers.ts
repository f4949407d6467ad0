/** The answers of test/vectors/operations/vectors.json, for whatever asks a kernel: the test suite, or a page in a browser. */
import type { Kernel } from '../../src/kernel/kernel.ts';
import { vectorOperations } from '../operations/vectors.ts';
import vectors from '../vectors/operations/vectors.json' with { type: 'json' };

/** What a kernel was asked for, and what came. */
export interface KnownAnswer {
  readonly name: string;
  readonly actual: string;
  readonly expected: string;
}

/** Asks a kernel for everything that the file knows. */
export async function askKernel(kernel: Kernel): Promise<KnownAnswer[]> {
  const { operations } = await vectorOperations(kernel);
  return vectors.operations.map((expected, i) => ({
    name: `${i}: ${expected.operation}`,
    actual: JSON.stringify(operations[i]),
    expected: JSON.stringify(expected),
  }));
}
