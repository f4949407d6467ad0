/** The messages of a link proof in order, with the challenges that follow each. */
import { labels, type ProofStep } from '../../../proofs/conversation.ts';
import type { LinkSetting } from './statement.ts';

/** What sizes follow from. */
type LinkShape = Pick<LinkSetting, 'rowLength' | 'shape'>;

/** The name of this kind of proof in the domains of hashes. */
export const KIND = 'link';

/** The most foldings of an opening: each halves what is sent, and costs the prover as much as a commitment. */
const MOST_FOLDINGS = 4;

/** Elements below which an opening is not folded any further. */
const LEAST_LENGTH = 16;

/** Sizes of an opening. */
export interface OpeningSize {
  /** Columns, a power of two. */
  readonly width: number;
  readonly foldings: number;
  /** Elements that are sent after the last folding. */
  readonly last: number;
}

function openingSize(columns: number): OpeningSize {
  const width = 2 ** Math.ceil(Math.log2(columns));
  let foldings = 0;
  while (foldings < MOST_FOLDINGS && width / 2 ** (foldings + 1) >= LEAST_LENGTH) foldings++;
  return { width, foldings, last: width / 2 ** foldings };
}

/** Sizes of both openings: of a row of inputs, and of a sub-row of masks. */
export function linkSizes({ rowLength, shape }: LinkShape): {
  readonly row: OpeningSize;
  readonly mask: OpeningSize;
} {
  return { row: openingSize(rowLength), mask: openingSize(shape.columns) };
}

/** All steps. */
export function linkSteps(setting: LinkShape): readonly ProofStep[] {
  const { row, mask } = linkSizes(setting);
  return [
    { label: 'first', bytes: 128, draws: [] },
    { label: 'value', bytes: 32, draws: ['response'] },
    { label: 'responses', bytes: 96, draws: ['xi'] },
    ...foldSteps('row', row),
    ...foldSteps('mask', mask),
  ];
}

function foldSteps(prefix: string, { foldings, last }: OpeningSize): ProofStep[] {
  return [
    ...labels(prefix, foldings).map((label) => ({ label, bytes: 128, draws: [label] })),
    { label: `${prefix}-last`, bytes: 32 * last, draws: [] },
  ];
}

/** Size in bytes of a link proof. */
export function linkProofBytes(setting: LinkShape): number {
  return linkSteps(setting).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Columns that generators are needed for: of the longer one of both openings. */
export function linkColumns(setting: LinkShape): number {
  const { row, mask } = linkSizes(setting);
  return Math.max(row.width, mask.width);
}
