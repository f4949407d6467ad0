import type { EvidenceRule } from '../messages/misbehaviour.ts';
import { codedEvidence } from './coded/evidence.ts';
import { codedRules } from './coded/rules.ts';
import { pairwiseEvidence } from './pairwise/evidence.ts';
import { pairwiseRules } from './pairwise/rules.ts';
import { sparseEvidence } from './sparse/evidence.ts';
import { sparseRules } from './sparse/rules.ts';

/** The evidence rules of every scheme, by kind. */
export const EVIDENCE_RULES: ReadonlyMap<string, readonly EvidenceRule[]> = new Map([
  [pairwiseRules.kind, pairwiseEvidence],
  [codedRules.kind, codedEvidence],
  [sparseRules.kind, sparseEvidence],
]);
