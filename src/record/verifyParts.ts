/** Verifies the records of all parts of a vector. */
import type { Kernel } from '../kernel/kernel.ts';
import type { EnabledChecks } from '../session/checks/enabledChecks.ts';
import { wholeSession } from '../session/parts.ts';
import type { SchemeRegistry } from '../session/scheme.ts';
import { WireError } from '../wire/errors.ts';
import { readParts } from '../messages/bundle.ts';
import type { VerifierPolicy } from './policy.ts';
import type { ProofOptions } from './proofChecks.ts';
import { openRecordUnder } from './record.ts';
import type { CheckLine } from './report.ts';
import { type Report, verifyRecord } from './verifyRecord.ts';

/**
 * One report over all parts: each check is that of every part, and the sum is that of the whole vector.
 *
 * @throws WireError if a part is not a record, or the first is not one of a part
 */
export async function verifyParts(
  checks: EnabledChecks,
  parts: readonly Uint8Array[],
  policy: VerifierPolicy,
  kernel: Kernel,
  options: ProofOptions,
  schemes: SchemeRegistry,
): Promise<Report> {
  const all = parts.map((bytes) => openRecordUnder(schemes, bytes, policy.roster, kernel));
  const [first] = all;
  if (!first?.session.parameters.part) {
    throw new WireError('wrong-shape', 'parts.0: expected the record of a part of a vector');
  }
  const mine = policy.expectMine && (readParts(policy.expectMine) ?? []);
  const reports: Report[] = [];
  for (const [index, opened] of all.entries()) {
    // An empty receipt is in no record.
    const expectMine = mine && (mine[index] ?? new Uint8Array(0));
    const asked = { ...policy, expectMine };
    reports.push(
      await verifyRecord(checks, opened, asked, kernel, options, schemes, { index, all }),
    );
  }
  const shared = {
    checks: merged(reports),
    session: wholeSession(first.session, schemes),
    roster: first.roster,
    inputs: first.body.commits.length,
    proofs: reports[0]!.proofs,
  };
  const sums = reports.map((report) => (report.valid ? report.sum : undefined));
  const [head] = reports;
  if (!head?.valid || !sums.every((sum) => sum !== undefined)) return { ...shared, valid: false };
  return { ...shared, valid: true, sum: joined(sums), included: head.included };
}

/** One line for each check: the first failure, with its part; or that of the first part. */
function merged(reports: readonly Report[]): readonly CheckLine[] {
  return reports[0]!.checks.map((line, i) => {
    const failed = reports.findIndex(({ checks }) => checks[i]!.verdict === 'failed');
    if (failed < 0) return line;
    const found = reports[failed]!.checks[i]!;
    return { ...found, detail: `part ${failed}: ${found.detail}` };
  });
}

function joined(sums: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(sums.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of sums) {
    sum.set(part, at);
    at += part.length;
  }
  return sum;
}
