import { equalBytes } from '../crypto/tupleHash.ts';
import { encodingProblem } from '../session/encodingPolicy.ts';
import { pinnedProblem } from '../session/pinned.ts';
import { wholeParameters } from '../session/plannedPart.ts';
import { schemeProblem } from '../session/schemePolicy.ts';
import { shapeProblem } from '../session/shapePolicy.ts';
import type { VerifierPolicy } from './policy.ts';
import type { OpenedRecord } from './record.ts';
import type { ReportLines } from './report.ts';

/**
 * Checks that the numbers in the sum mean what the policy requires. A requirement that the policy
 * lacks is reported as not applicable.
 */
export function checkMeaning(
  lines: ReportLines,
  { session: { parameters } }: OpenedRecord,
  policy: VerifierPolicy,
): void {
  const { bound, encoding, length, rowLength, schemes, layoutDigest } = policy;
  if (bound === undefined) lines.skipped('policy-bound', 'no bound was asked for');
  else lines.made('policy-bound', pinnedProblem('the bound B', parameters.bound, bound));
  if (encoding === undefined) {
    lines.skipped(
      'policy-encoding',
      'no encoding was asked for: clip and weights are those that the coordinator chose',
    );
  } else {
    lines.made('policy-encoding', encodingProblem(encoding, parameters.encoding));
  }
  if (length === undefined && rowLength === undefined) {
    lines.skipped('policy-shape', 'no length was asked for');
  } else {
    lines.made('policy-shape', shapeProblem(policy, wholeParameters(parameters)));
  }
  if (schemes === undefined) lines.skipped('policy-scheme', 'no scheme was asked for');
  else lines.made('policy-scheme', schemeProblem(policy, parameters));
  if (layoutDigest === undefined) lines.skipped('policy-layout', 'no layout was asked for');
  else lines.made('policy-layout', layoutProblem(parameters.layoutDigest, layoutDigest));
}

function layoutProblem(named: Uint8Array | undefined, wanted: Uint8Array): string | undefined {
  if (named && equalBytes(named, wanted)) return undefined;
  return named
    ? 'the inputs have another layout of tensors than the one that was asked for'
    : 'the session names no layout of tensors';
}
