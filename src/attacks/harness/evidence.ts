import { evidenceOf, evidenceOfRecord } from '../../record/evidence/evidence.ts';
import type { Report } from '../../record/verify.ts';
import type { Abort, Rejection } from '../../session/outcome.ts';
import type { Scenario } from './scenario.ts';

/** Passes the evidence for a finding of an honest party to the test bed, if there is any. */
export function collectEvidence(
  { testBed, session, roster, checker }: Scenario,
  finding: Abort | Rejection,
): void {
  if (!testBed.onEvidence) return;
  const evidence = evidenceOf(session, finding);
  if (evidence) testBed.onEvidence({ code: finding.code, evidence, roster, checker });
}

/** Passes a record that a verifier rejected to the test bed as evidence. */
export function collectRecordEvidence(
  { testBed, session, roster, checker }: Scenario,
  record: Uint8Array,
  { checks }: Report,
): void {
  const failed = checks.find(({ verdict }) => verdict === 'failed');
  if (!failed || !testBed.onEvidence) return;
  const evidence = evidenceOfRecord(session, record);
  testBed.onEvidence({ code: failed.check, evidence, roster, checker });
}
