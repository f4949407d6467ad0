/** Verdicts of the library's verifier, and of one whose challenges deviate. */
import { planesSizes } from '../../../src/proofs/planes/sizes.ts';
import { inWorkspace } from '../../../src/kernel/planes/workspace.ts';
import { WeightedProduct } from '../../../src/proofs/planes/opening/product.ts';
import type { PlanesClaim } from '../../../src/proofs/planes/statement.ts';
import { gatherEquations } from '../../../src/proofs/planes/verifier/gather.ts';
import { verifyPlanes } from '../../../src/proofs/planes/verifier/verify.ts';
import { kernel, random } from './claims.ts';
import { basisOf, concat } from './forger.ts';
import { Walk, type Deviation } from './walk.ts';

/** The library's verdict: `undefined` or what is wrong. */
export async function verdict(claim: PlanesClaim, proof: Uint8Array): Promise<string | undefined> {
  return (await verifyPlanes(kernel, [{ ...claim, proof }], random))[0];
}

/** The verdict of the same equations over other challenges: which of them fails first, or `undefined`. */
export async function verdictWith(
  claim: PlanesClaim,
  proof: Uint8Array,
  deviation: Deviation,
): Promise<string | undefined> {
  const sizes = planesSizes(claim);
  const walk = Walk.through(claim, sizes, proof, deviation);
  const basis = await basisOf(claim.rowLength);
  const rows = concat([basis.h, basis.g.subarray(0, 64 * claim.rowLength)]);
  return inWorkspace((workspace) => {
    const equations = gatherEquations(workspace, claim, sizes, walk.conversation);
    if (typeof equations === 'string') return Promise.resolve('rounds');
    for (const equation of equations) {
      const product = new WeightedProduct(workspace, claim.rowLength);
      product.add(equation, 1n);
      if (!product.vanishes({ rows, k: basis.k })) return Promise.resolve(equation.name);
    }
    return Promise.resolve(undefined);
  });
}
