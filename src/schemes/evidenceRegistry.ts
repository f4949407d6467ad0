import type { EvidenceRule } from '../messages/misbehaviour.ts';
import { pairwiseEvidence } from './pairwise/evidence.ts';
import { pairwiseRules } from './pairwise/rules.ts';

/** The evidence rules of every scheme, by kind. */
export const EVIDENCE_RULES: ReadonlyMap<string, readonly EvidenceRule[]> = new Map([
  [pairwiseRules.kind, pairwiseEvidence],
]);
