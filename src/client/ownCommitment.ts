import { fieldToBytes, randomFieldElement } from '../crypto/field.ts';
import { deriveGenerators } from '../crypto/generators.ts';
import { ELEMENT_BYTES } from '../kernel/kernel.ts';
import type { PreparedRows } from '../proofs/system.ts';
import type { ClientContext } from './context.ts';

/** A client's row commitments with the blinders that open them. */
export interface OwnCommitment {
  /** One uniform element of F_ℓ for each row, 32 bytes little-endian. */
  readonly blinders: Uint8Array;
  /** One point for each row, 64 bytes each. */
  readonly commitments: Uint8Array;
  /** What the prover keeps for its proof about these rows; secret. */
  readonly prepared: Uint8Array | undefined;
}

/**
 * Commits to an input row by row (Pedersen vector commitments). The work depends on the session's
 * bound and sizes, not on the input. In a session with proofs, the prover commits if that saves
 * work.
 */
export async function commitToInput(
  context: ClientContext,
  input: Int32Array,
): Promise<OwnCommitment> {
  const { session, kernel, work } = context;
  const { length, rowLength, bound } = session.parameters;
  const blinders = drawBlinders(context);
  try {
    const prepared = await commitForProof(context, input, blinders);
    if (prepared !== undefined) return { blinders, ...prepared };
    const generators = await deriveGenerators(kernel, Math.min(length, rowLength));
    const options = { ...work, bound };
    const commitments = await kernel.commitRows(input, blinders, rowLength, generators, options);
    return { blinders, commitments, prepared: undefined };
  } catch (error) {
    blinders.fill(0);
    throw error;
  }
}

/** Row commitments by the session's prover, or `undefined` if it has nothing to save by them. */
async function commitForProof(
  { session, prover, work }: ClientContext,
  values: Int32Array,
  blinders: Uint8Array,
): Promise<PreparedRows | undefined> {
  const { proofs, length, rowLength, bound } = session.parameters;
  if (proofs.system === 'none') return undefined;
  const { statement } = proofs;
  return prover?.commit?.({ length, rowLength, bound, statement, values, blinders }, work);
}

/** Draws one uniform blinder for each row. */
function drawBlinders({ session, random }: ClientContext): Uint8Array {
  const blinders = new Uint8Array(session.rows * ELEMENT_BYTES);
  for (let row = 0; row < session.rows; row++) {
    blinders.set(fieldToBytes(randomFieldElement(random)), row * ELEMENT_BYTES);
  }
  return blinders;
}
