import { SCHEMES } from '../schemes/registry.ts';
import type { SchemeRegistry } from '../session/scheme.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { ALL_CHECKS, type EnabledChecks } from '../session/checks/enabledChecks.ts';
import type { ClientId } from '../session/party.ts';
import type { Roster } from '../session/roster.ts';
import type { Session } from '../session/session.ts';
import { kernelArgument } from '../session/partyArguments.ts';
import { anyBytes, proofOptions, verifierPolicy } from './arguments.ts';
import { checkEnvelopes, recordSignatureProblem } from './envelopeChecks.ts';
import { checkMeaning } from './meaningChecks.ts';
import type { VerifierPolicy } from './policy.ts';
import { openRecordUnder } from './record.ts';
import { checkProofs, type ProofCoverage, type ProofOptions } from './proofChecks.ts';
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

/**
 * Verifies a record offline. If the report is valid, the sum is that of the vectors which exactly
 * the listed clients committed to and signed, and a quorum agreed on that list before anything was
 * unmasked.
 *
 * @param record - the published bytes, as a Uint8Array, Buffer or ArrayBuffer
 * @param policy - what the verifier requires; unknown fields and values are rejected
 * @param kernel - for example `await defaultKernel()`
 * @param options - how to verify range proofs, if the session has any
 * @returns a report with one line for each check
 * @throws WireError if the bytes are not a record; all other faults are lines of the report
 * @throws UsageError `wrong-input` if an argument is invalid, such as a digest in hexadecimal
 *
 * @example
 * ```ts
 * const report = await verifyAggregate(record, { rosterDigest: roster.digest }, await defaultKernel());
 * if (report.valid) console.log(report.sum);
 * ```
 */
export async function verifyAggregate(
  record: Uint8Array,
  policy: VerifierPolicy,
  kernel: Kernel,
  options: ProofOptions = {},
): Promise<Report> {
  return verifyUnder(
    ALL_CHECKS,
    anyBytes(record, 'record'),
    verifierPolicy(policy, 'policy'),
    kernelArgument(kernel, 'kernel'),
    proofOptions(options, 'options'),
  );
}

/**
 * {@link verifyAggregate} with some checks off or other schemes; used only by tests and the attack
 * suite.
 */
export async function verifyUnder(
  checks: EnabledChecks,
  record: Uint8Array,
  policy: VerifierPolicy,
  kernel: Kernel,
  options: ProofOptions = {},
  schemes: SchemeRegistry = SCHEMES,
): Promise<Report> {
  const opened = openRecordUnder(schemes, record, policy.roster, kernel);
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
