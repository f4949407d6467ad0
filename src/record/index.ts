/** The published record, and what anybody can check of it. */
export type { VerifierPolicy } from './policy.ts';
export type { ProofCoverage, ProofOptions } from './proofChecks.ts';
export { openRecord, type OpenedRecord, type RecordBody } from './record.ts';
export type { CheckLine, Verdict } from './report.ts';
export { type Report, verifyAggregate } from './verify.ts';
export type { Envelope } from '../wire/envelope.ts';
export { WireError, type WireErrorCode } from '../wire/errors.ts';
