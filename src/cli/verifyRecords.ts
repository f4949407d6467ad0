/** Verifies records one after another, and tells the outcome of each. */
import { systemRandom } from '../crypto/random.ts';
import { defaultKernel, type Kernel } from '../kernel/index.ts';
import { explainReport } from '../record/explain/explain.ts';
import { readParts } from '../messages/bundle.ts';
import { openRecord } from '../record/record.ts';
import type { VerifierPolicy } from '../record/policy.ts';
import type { TensorLayout } from '../session/layout/index.ts';
import { verifyAggregate } from '../record/verify.ts';
import { EXIT, type ExitCode } from './exitCodes.ts';
import { failureOf } from './failures.ts';
import { naming } from './files/files.ts';
import type { VerifyJson } from './json/report.ts';
import { print, printLines } from './output.ts';
import { progressBar } from './progress.ts';
import { checkerFor } from './proofSystem.ts';
import { readRecord } from './recordSource.ts';
import { reportJson } from './report/json.ts';
import { reportLines, type ShownReport, verdictLine } from './report/text.ts';
import { showSum } from './sumSummary.ts';
import { inputName } from './vectors/readBounded.ts';

/** How outcomes are told. */
export interface Telling {
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

/** Verifies the record at a place; its sum is shown in the units of the tensors, if their layout is given. @throws what reading it throws */
export async function verifyOne(
  place: string,
  policy: VerifierPolicy,
  layout?: TensorLayout,
): Promise<ShownReport> {
  const kernel = await defaultKernel();
  const record = await readRecord(place);
  const bar = progressBar();
  const onProgress = (fraction: number): void => {
    bar.update(fraction, 'proofs');
  };
  const report = await naming(place, record, () =>
    verified(record, policy, kernel, onProgress),
  ).finally(() => {
    bar.stop();
  });
  return {
    report,
    explanation: explainReport(report, policy),
    sum: report.valid ? await showSum({ ...report, layout }) : undefined,
  };
}

async function verified(
  record: Uint8Array,
  policy: VerifierPolicy,
  kernel: Kernel,
  onProgress: (fraction: number) => void,
): ReturnType<typeof verifyAggregate> {
  // The sessions of all parts ask for the same proofs.
  const [first = record] = readParts(record) ?? [];
  const { session } = openRecord(first, policy.roster, kernel);
  const checker = await checkerFor(session.parameters.proofs, kernel);
  return verifyAggregate(record, policy, kernel, {
    checker,
    random: systemRandom,
    work: { onProgress },
  });
}

/** Tells the outcome of the only record. */
export function tellOne(place: string, shown: ShownReport, telling: Telling): void {
  const { report, explanation } = shown;
  if (telling.json) printJson(reportJson(place, shown));
  else if (telling.quiet) printLines([verdictLine(explanation.verdict, report.valid)]);
  else printLines(reportLines(shown, telling));
}

/**
 * Verifies several records, and tells the outcome of each and of all. A record that cannot be read
 * does not keep the others from being verified.
 *
 * @returns the greatest exit code of all
 */
export async function verifyAll(
  places: readonly string[],
  policy: VerifierPolicy,
  telling: Telling,
): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  for (const place of places) codes.push(await verifyNext(place, policy, telling));
  if (!telling.json) printLines([summary(codes)]);
  return codes.reduce((worst, code) => (code > worst ? code : worst), EXIT.ok);
}

async function verifyNext(
  place: string,
  policy: VerifierPolicy,
  telling: Telling,
): Promise<ExitCode> {
  const name = inputName(place);
  try {
    const shown = await verifyOne(place, policy);
    const { report, explanation } = shown;
    if (telling.json) printJson(reportJson(place, shown));
    else if (telling.verbose) printLines([`${name}:`, ...reportLines(shown, telling), '']);
    else printLines([verdictLine(explanation.verdict, report.valid, name)]);
    return report.valid ? EXIT.ok : EXIT.invalid;
  } catch (error) {
    const { code, message } = failureOf(error);
    if (code === EXIT.internal) throw error;
    if (telling.json) printJson({ record: place, valid: false, error: message });
    else printLines([verdictLine(`NOT READ: ${message}`, false)]);
    return code;
  }
}

function summary(codes: readonly ExitCode[]): string {
  const count = (of: (code: ExitCode) => boolean): number => codes.filter(of).length;
  const verified = count((code) => code === EXIT.ok);
  const invalid = count((code) => code === EXIT.invalid);
  const parts = [
    `${verified} of ${codes.length} records verified`,
    invalid > 0 && `${invalid} not verified`,
    verified + invalid < codes.length && `${codes.length - verified - invalid} could not be read`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}

function printJson(content: VerifyJson): void {
  print(`${JSON.stringify(content)}\n`);
}
