import { equalBytes } from '../crypto/tupleHash.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { EnabledChecks } from '../session/checks/enabledChecks.ts';
import type { ClientId } from '../session/party.ts';
import type { Roster } from '../session/roster.ts';
import type { SchemeRegistry } from '../session/scheme.ts';
import type { Session } from '../session/session.ts';
import { checkEnvelopes, recordSignatureProblem } from './envelopeChecks.ts';
import { checkMeaning } from './meaningChecks.ts';
import { checkPart, type PartPlace } from './partChecks.ts';
import type { VerifierPolicy } from './policy.ts';
import { checkProofs, type ProofCoverage, type ProofOptions } from './proofChecks.ts';
import type { OpenedRecord } from './record.ts';
import { type CheckLine, ReportLines } from './report.ts';
import { checkPolicy, checkSession } from './sessionChecks.ts';
import { checkSum } from './sumChecks.ts';

/** Result of verifying a record. It contains the sum only if every check passed. */
export type Report = (
  | { readonly valid: true; readonly sum: Float64Array; readonly included: readonly ClientId[] }
  | { readonly valid: false }
) & {
  /** Every check with its verdict, in the order of the specification. */
  readonly checks: readonly CheckLine[];
  readonly session: Session;
  readonly roster: Roster;
  /** Number of inputs that the record claims to sum. */
  readonly inputs: number;
  /** Which clients' range proofs were verified; `undefined` if none were. */
  readonly proofs: ProofCoverage | undefined;
};

/** Verifies a record that is decoded: a whole vector, or one of all parts. */
export async function verifyRecord(
  checks: EnabledChecks,
  opened: OpenedRecord,
  policy: VerifierPolicy,
  kernel: Kernel,
  options: ProofOptions,
  schemes: SchemeRegistry,
  place?: PartPlace,
): Promise<Report> {
  const { session, roster, body } = opened;
  const lines = new ReportLines(checks);
  const sound = checkSession(lines, opened);
  checkPolicy(lines, opened, policy);
  lines.made('coordinator-signature', await recordSignatureProblem(opened.envelope, session));
  const read = await checkEnvelopes(lines, { session, roster, checks }, body, kernel);
  checkMine(lines, body.commits, policy.expectMine);
  const sum = await checkSum(lines, opened, sound ? read : undefined, kernel);
  const proofs = await checkProofs(lines, opened, sound ? read : undefined, policy, options);
  checkMeaning(lines, opened, policy);
  checkPart(lines, opened, place, schemes);

  const inputs = body.commits.length;
  const shared = { checks: lines.lines, session, roster, inputs, proofs };
  return sum && read && lines.allPassed
    ? { ...shared, valid: true, sum, included: read.included }
    : { ...shared, valid: false };
}

function checkMine(
  lines: ReportLines,
  commits: readonly Uint8Array[],
  mine: Uint8Array | undefined,
): void {
  if (mine === undefined) {
    lines.skipped('mine', 'no receipt was given');
    return;
  }
  const found = commits.some((commit) => equalBytes(commit, mine));
  lines.made('mine', found ? undefined : 'the record does not contain the given commitment');
}
