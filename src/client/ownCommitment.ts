import { fieldToBytes, randomFieldElement } from '../crypto/field.ts';
import { deriveGenerators } from '../crypto/generators.ts';
import { ELEMENT_BYTES } from '../kernel/kernel.ts';
import type { ClientContext } from './context.ts';

/** A client's commitment to its input, with what opens it. */
export interface OwnCommitment {
  /** One uniform element of F_ℓ a row. */
  readonly blinders: Uint8Array;
  /** Row commitments: 64 bytes a row. */
  readonly commitments: Uint8Array;
}

/** Commits to an input, row by row. The work depends on the session's bound and sizes, and not on the input. */
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

/** One uniform blinder a row. */
function drawBlinders({ session, random }: ClientContext): Uint8Array {
  const blinders = new Uint8Array(session.rows * ELEMENT_BYTES);
  for (let row = 0; row < session.rows; row++) {
    blinders.set(fieldToBytes(randomFieldElement(random)), row * ELEMENT_BYTES);
  }
  return blinders;
}
