import { concatBytes } from '@noble/hashes/utils.js';
import { type FieldElement, fieldToBytes } from '../../crypto/field.ts';
import { deriveGenerators } from '../../crypto/generators.ts';
import { type Kernel, POINT_BYTES } from '../../kernel/kernel.ts';
import type { Deviation } from './corruptClient.ts';

/** What is added to a column of a client's first row, and appears in its commitment only. */
interface Addition {
  /** The column, which may lie behind the last coordinate. */
  readonly column: number;
  readonly value: FieldElement;
}

/** A deviation that adds a field element to what is committed to, be it an integer or not. */
export function committingTo(deviation: Deviation, addition: Addition): Deviation {
  return {
    ...deviation,
    advertised: (contents) => {
      const deviating = deviation.advertised?.(contents) ?? contents;
      const { context } = deviating;
      return { ...deviating, context: { ...context, kernel: adding(context.kernel, addition) } };
    },
  };
}

function adding(kernel: Kernel, { column, value }: Addition): Kernel {
  return {
    ...kernel,
    commitRows: async (...of) => {
      const rows = await kernel.commitRows(...of);
      const generators = await deriveGenerators(kernel, column + 1);
      const own = generators.subarray((1 + column) * POINT_BYTES);
      const added = await kernel.multiScalarMultiply(own, fieldToBytes(value));
      const first = kernel.sumPoints([rows.subarray(0, POINT_BYTES), added]);
      return concatBytes(first, rows.subarray(POINT_BYTES));
    },
  };
}
