import type { EvidenceRule } from '../../messages/misbehaviour.ts';
import { maskingEvidence } from '../masking/evidence.ts';
import { pairwiseTerms } from './terms.ts';

/** The evidence rules of this scheme, in addition to those that apply to every session. */
export const pairwiseEvidence: readonly EvidenceRule[] = maskingEvidence(pairwiseTerms);
