/**
 * The verifier's side: verify published records, and evidence of misbehaviour.
 *
 * @module veilsum/verify
 */
export { evidenceOf, evidenceOfRecord, MAX_EVIDENCE_BYTES } from './evidence/evidence.ts';
export { verifyEvidence, type EvidenceVerdict, type EvidenceOptions } from './evidence/verify.ts';
export { type Violation, type Misbehaviour, MISBEHAVIOURS } from '../messages/misbehaviour.ts';
export { type Explanation, explainReport, type FailedCheck } from './explain/explain.ts';
export type { OpenPoint } from './explain/requirements.ts';
export { FILE_KINDS, fileKind, type FileKind } from './fileKind.ts';
export type { VerifierPolicy } from './policy.ts';
export type { ProofCoverage, ProofOptions } from './proofChecks.ts';
export { openRecord, type OpenedRecord, type RecordBody } from './record.ts';
export type { CheckLine, Verdict } from './report.ts';
export { type Report, verifyAggregate } from './verify.ts';
export type { Envelope } from '../wire/envelope.ts';
export { WireError, type WireErrorCode } from '../wire/errors.ts';
