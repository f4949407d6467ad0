/** The sizes of inputs and witnesses. Whether a claim is true is checked in `digits.ts`. */
import { ELEMENT_BYTES } from '../../../kernel/kernel.ts';
import { areCanonical } from '../../../kernel/planes/points.ts';
import type { Workspace } from '../../../kernel/planes/workspace.ts';
import { planePoints, bytesOfPoints, planesSizes } from '../sizes.ts';
import { claimFault, shapeFault, type PlanesInput, type PlanesWitness } from '../statement.ts';

/**
 * Requires an input to fit its shape.
 *
 * @throws RangeError if it does not
 */
export function requireInput(input: PlanesInput): void {
  const fault = shapeFault(input);
  if (fault !== undefined) throw new RangeError(fault);
  const { values, blinders, length, rowLength } = input;
  if (values.length !== length) {
    throw new RangeError(`there must be ${length} values, not ${values.length}`);
  }
  if (blinders.length !== ELEMENT_BYTES * Math.ceil(length / rowLength)) {
    throw new RangeError('there must be one blinder of 32 bytes for each row');
  }
}

/**
 * Requires a witness to fit its claim.
 *
 * @throws RangeError if it does not
 */
export function requireWitness(witness: PlanesWitness): void {
  const fault = claimFault(witness);
  if (fault !== undefined) throw new RangeError(fault);
  requireInput(witness);
  if (witness.prepared === undefined) return;
  const sizes = planesSizes(witness);
  if (witness.prepared.length !== bytesOfPoints(planePoints(sizes) - sizes.extraRows)) {
    throw new RangeError('the prepared planes must be those that `commit` returned');
  }
}

/**
 * Requires blinders to be canonical.
 *
 * @throws RangeError if one is not
 */
export function requireCanonical(workspace: Workspace, blinders: Uint8Array): void {
  if (!areCanonical(workspace, blinders)) {
    throw new RangeError('the blinders must be canonical elements');
  }
}
