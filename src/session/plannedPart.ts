import { MAX_PARTS } from './limits.ts';
import type { ProofDemand } from './proofDemand.ts';

/** Which part of a vector a session sums. */
export interface PlannedPart {
  /** The number of coordinates of the whole vector. */
  readonly totalLength: number;
  /** The number of coordinates of every part but the last, which may be shorter. */
  readonly partLength: number;
  /** The number of this part, from 0. */
  readonly index: number;
}

/** The number of parts of a plan. */
export function partCount({ totalLength, partLength }: PlannedPart): number {
  return Math.ceil(totalLength / partLength);
}

/** The coordinates of a part in the whole vector: from the first one, to the one after the last. */
export function partRange({
  totalLength,
  partLength,
  index,
}: PlannedPart): readonly [number, number] {
  return [index * partLength, Math.min((index + 1) * partLength, totalLength)];
}

/** What parameters say of parts. */
interface MaybePart {
  readonly length: number;
  readonly part: PlannedPart | undefined;
}

/** Why parameters are not those of a part that they name, one sentence each. */
export function partProblems({
  part,
  length,
  proofs,
}: MaybePart & { readonly proofs: ProofDemand }): string[] {
  if (!part) return [];
  const count = partCount(part);
  if (count < 2 || count > MAX_PARTS || part.index >= count) {
    return [
      `a vector is summed in 2 to ${MAX_PARTS} parts, and not in part ${part.index} of ${count}`,
    ];
  }
  const [from, to] = partRange(part);
  const problems: string[] = [];
  if (length !== to - from) {
    problems.push(`part ${part.index} has ${to - from} coordinates, and not ${length}`);
  }
  if (proofs.system !== 'none' && proofs.statement.kind !== 'linf') {
    problems.push(
      `a proof of ${proofs.statement.kind} is about a whole vector, and cannot be made in parts; ask for linf`,
    );
  }
  return problems;
}

/** Parameters with the length of the whole vector. */
export function wholeParameters<T extends MaybePart>(parameters: T): T {
  const { part } = parameters;
  return part ? { ...parameters, length: part.totalLength } : parameters;
}
