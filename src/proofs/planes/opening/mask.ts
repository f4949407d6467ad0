/**
 * The Schnorr part of an opening: the prover commits to a mask, and answers a challenge with mask +
 * challenge · secret.
 */
import { slice, type Elements, type Workspace } from '../../../kernel/planes/workspace.ts';
import { commitVector, type ProverBasis } from './basis.ts';

/** A vector, and the blinder of the commitment to it. Secret, so kept in the workspace. */
export interface Opened {
  readonly vector: Elements;
  readonly blinder: Elements;
}

/** A mask, with the commitment to it, which is sent. */
export interface Mask extends Opened {
  readonly point: Uint8Array;
}

/** Draws `count` uniform elements, encoded canonically. */
export type DrawElements = (count: number) => Uint8Array;

/** Draws a mask for a vector of `count` elements. */
export function drawMask(
  workspace: Workspace,
  basis: ProverBasis,
  count: number,
  draw: DrawElements,
): Mask {
  const bytes = draw(count + 1);
  const all = workspace.fromBytes(bytes);
  const split = 32 * count;
  const point = commitVector(workspace, basis, bytes.subarray(0, split), bytes.subarray(split));
  bytes.fill(0);
  return { vector: slice(all, 0, count), blinder: slice(all, count, count + 1), point };
}

/** mask + challenge · secret, for both the vector and the blinder. */
export function respond(
  workspace: Workspace,
  mask: Opened,
  secret: Opened,
  challenge: bigint,
): Opened {
  const answer = (masked: Elements, hidden: Elements): Elements => {
    const out = workspace.zeros(hidden.count);
    workspace.combine(out, hidden, challenge, masked);
    return out;
  };
  return {
    vector: answer(mask.vector, secret.vector),
    blinder: answer(mask.blinder, secret.blinder),
  };
}
