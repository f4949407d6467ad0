import type { EvidenceRule } from '../messages/misbehaviour.ts';
import { pairwiseEvidence } from './pairwise/evidence.ts';
import { pairwiseRules } from './pairwise/rules.ts';

/** What can be proven of parties to sessions under each scheme, by kind. */
export const EVIDENCE_RULES: ReadonlyMap<string, readonly EvidenceRule[]> = new Map([
  [pairwiseRules.kind, pairwiseEvidence],
]);
