import type { CheckName } from '../../session/checks/table.ts';
import type { Finding } from '../../session/checks/enabledChecks.ts';
import type { SessionView } from '../service/sessionView.ts';

/** A check that failed, and what shows who did it. */
export type ProvenFinding = Finding & {
  readonly code: CheckName;
  readonly culprit: NonNullable<Finding['culprit']>;
};

/** What of a session's end and of its rejections something signed shows: the end first. */
export function provenFindings({ end, rejections }: SessionView): readonly ProvenFinding[] {
  const findings = end?.kind === 'aborted' ? [end, ...rejections] : rejections;
  return findings.filter(
    (finding): finding is typeof finding & ProvenFinding =>
      finding.culprit !== undefined && (finding.evidence?.length ?? 0) > 0,
  );
}
