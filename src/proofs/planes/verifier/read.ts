/** Decoding of proofs, with all checks that can be made before any equation. */
import { areCanonical, areOnCurve } from '../../../kernel/planes/points.ts';
import type { Workspace } from '../../../kernel/planes/workspace.ts';
import { type Conversation, labels } from '../../conversation.ts';
import { readProof } from '../challenges.ts';
import { FOLDINGS } from '../limits.ts';
import { planesSizes, type PlanesSizes } from '../sizes.ts';
import { claimFault, type ProvenPlanes } from '../statement.ts';
import { planesProofBytes } from '../steps.ts';

/**
 * Decodes a proof: checks the claim and the length, then the encodings.
 *
 * @returns the sizes and messages, or a sentence about what is wrong
 */
export function readConversation(
  workspace: Workspace,
  claim: ProvenPlanes,
): { readonly sizes: PlanesSizes; readonly talk: Conversation } | string {
  const fault = claimFault(claim);
  if (fault !== undefined) return fault;
  const expected = planesProofBytes(claim);
  if (claim.proof.length !== expected) {
    return `the proof has ${claim.proof.length} bytes and not ${expected}`;
  }
  const sizes = planesSizes(claim);
  const talk = readProof(claim, sizes, claim.proof);
  const pointParts = ['planes', 'pads', 'first', ...labels('fold', FOLDINGS)];
  if (!areOnCurve(workspace, claim.commitments)) return 'a commitment is not a point on the curve';
  if (!pointParts.every((label) => areOnCurve(workspace, talk.part(label)))) {
    return 'the proof holds a point that is not on the curve';
  }
  const elementParts = [
    ...labels('k', sizes.planeVariables),
    ...labels('i', sizes.variables),
    'masked',
    't',
    'responses',
    'last',
  ];
  return elementParts.every((label) => areCanonical(workspace, talk.part(label)))
    ? { sizes, talk }
    : 'the proof holds an element that is not below ℓ';
}
