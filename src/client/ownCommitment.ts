import { fieldToBytes, randomFieldElement } from '../crypto/field.ts';
import { deriveGenerators } from '../crypto/generators.ts';
import { ELEMENT_BYTES } from '../kernel/kernel.ts';
import type { ClientContext } from './context.ts';

/** A client's row commitments with the blinders that open them. */
export interface OwnCommitment {
  /** One uniform element of F_ℓ for each row, 32 bytes little-endian. */
  readonly blinders: Uint8Array;
  /** One point for each row, 64 bytes each. */
  readonly commitments: Uint8Array;
}

/**
 * Commits to an input row by row (Pedersen vector commitments). The work depends on the session's
 * bound and sizes, not on the input.
 */
export async function commitToInput(
  context: ClientContext,
  input: Int32Array,
): Promise<OwnCommitment> {
  const { session, kernel, work } = context;
  const { length, rowLength, bound } = session.parameters;
  const generators = await deriveGenerators(kernel, Math.min(length, rowLength));
  const blinders = drawBlinders(context);
  try {
    const options = { ...work, bound };
    return {
      blinders,
      commitments: await kernel.commitRows(input, blinders, rowLength, generators, options),
    };
  } catch (error) {
    blinders.fill(0);
    throw error;
  }
}

/** Draws one uniform blinder for each row. */
function drawBlinders({ session, random }: ClientContext): Uint8Array {
  const blinders = new Uint8Array(session.rows * ELEMENT_BYTES);
  for (let row = 0; row < session.rows; row++) {
    blinders.set(fieldToBytes(randomFieldElement(random)), row * ELEMENT_BYTES);
  }
  return blinders;
}
