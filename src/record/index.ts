/**
 * The published record, what anybody can check of it, and what evidence proves of whom.
 *
 * @module veilsum/verify
 */
export { evidenceOf, evidenceOfRecord, MAX_EVIDENCE_BYTES } from './evidence/evidence.ts';
export { judgeEvidence, type Judgement, type JudgeOptions } from './evidence/judge.ts';
export { type Conviction, type Offence, OFFENCES } from './evidence/offence.ts';
export type { VerifierPolicy } from './policy.ts';
export type { ProofCoverage, ProofOptions } from './proofChecks.ts';
export { openRecord, type OpenedRecord, type RecordBody } from './record.ts';
export type { CheckLine, Verdict } from './report.ts';
export { type Report, verifyAggregate } from './verify.ts';
export type { Envelope } from '../wire/envelope.ts';
export { WireError, type WireErrorCode } from '../wire/errors.ts';
