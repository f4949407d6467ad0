import type { CheckName } from '../../session/checks.ts';
import type { Finding } from '../../session/defences.ts';
import type { SessionView } from '../service/sessionView.ts';

/** A check that failed, and what shows who did it. */
export type ProvenFinding = Finding & {
  readonly code: CheckName;
  readonly culprit: NonNullable<Finding['culprit']>;
};

/** What of a session's end and of its refusals something signed shows: the end first. */
export function provenFindings({ end, refusals }: SessionView): readonly ProvenFinding[] {
  const findings = end?.kind === 'aborted' ? [end, ...refusals] : refusals;
  return findings.filter(
    (finding): finding is typeof finding & ProvenFinding =>
      finding.culprit !== undefined && (finding.evidence?.length ?? 0) > 0,
  );
}
