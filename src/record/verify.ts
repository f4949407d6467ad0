import { SCHEMES } from '../schemes/registry.ts';
import type { SchemeRegistry } from '../session/scheme.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { ALL_CHECKS, type EnabledChecks } from '../session/checks/enabledChecks.ts';
import { kernelArgument } from '../session/partyArguments.ts';
import { anyBytes, proofOptions, verifierPolicy } from './arguments.ts';
import { readParts } from '../messages/bundle.ts';
import type { VerifierPolicy } from './policy.ts';
import type { ProofOptions } from './proofChecks.ts';
import { openRecordUnder } from './record.ts';
import { verifyParts } from './verifyParts.ts';
import { type Report, verifyRecord } from './verifyRecord.ts';

export type { Report } from './verifyRecord.ts';

/**
 * Verifies a record offline. If the report is valid, the sum is that of the vectors which exactly
 * the listed clients committed to and signed, and a quorum agreed on that list before anything was
 * unmasked. A file of all parts of a vector (`encodeParts`) gives one report over the whole vector; the record of a single part is
 * not valid by itself.
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
  const parts = readParts(record);
  if (parts) return verifyParts(checks, parts, policy, kernel, options, schemes);
  const opened = openRecordUnder(schemes, record, policy.roster, kernel);
  return verifyRecord(checks, opened, policy, kernel, options, schemes);
}
