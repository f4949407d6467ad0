import { evidenceOf, evidenceOfRecord } from '../../record/evidence/evidence.ts';
import type { Report } from '../../record/verify.ts';
import type { Abort, Refusal } from '../../session/outcome.ts';
import type { World } from './world.ts';

/** Shows what an honest party names somebody for, where something signed shows it. */
export function exhibitFinding(
  { lab, session, roster, checker }: World,
  finding: Abort | Refusal,
): void {
  if (!lab.exhibit) return;
  const evidence = evidenceOf(session, finding);
  if (evidence) lab.exhibit({ code: finding.code, evidence, roster, checker });
}

/** Shows a record that a verifier refused. */
export function exhibitRecord(
  { lab, session, roster, checker }: World,
  record: Uint8Array,
  { checks }: Report,
): void {
  const failed = checks.find(({ verdict }) => verdict === 'failed');
  if (!failed || !lab.exhibit) return;
  const evidence = evidenceOfRecord(session, record);
  lab.exhibit({ code: failed.check, evidence, roster, checker });
}
