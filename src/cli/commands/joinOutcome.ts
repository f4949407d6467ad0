import { toHex } from '../../crypto/hex.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import type { Participated } from '../../net/participant/takePart.ts';
import { evidenceOf } from '../../record/evidence/evidence.ts';
import { explainReport } from '../../record/explain/explain.ts';
import { recordPolicy } from '../../record/policy.ts';
import type { TensorLayout } from '../../session/layout/index.ts';
import type { Policy } from '../../session/policy.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { writeWhole } from '../files/files.ts';
import { keepReceipt } from '../files/receiptFile.ts';
import { print, printLines } from '../output.ts';
import { lines } from '../render.ts';
import { reportLines } from '../report/text.ts';
import type { Spent } from '../spent.ts';
import { writeSum } from '../sumFile.ts';
import { showSum, sumJson } from '../sumSummary.ts';

/** Where the outcome of a participation is written, and how it is printed. */
export interface OutcomeOptions {
  readonly out: string;
  readonly force: boolean;
  readonly json: boolean;
  /** The tensors of the input, if they are known. */
  readonly layout: TensorLayout | undefined;
  /** The name of the file that the sum is written to. */
  readonly sumFile: string;
  /** The path of an output file. */
  readonly place: (name: string) => string;
}

/** Writes the outcome of a participation to files, before its journal is deleted. */
export async function keepOutcome(
  participated: Participated,
  { place, force, layout, sumFile }: OutcomeOptions,
): Promise<void> {
  const { receipt } = participated;
  if (receipt) await keepReceipt(place('receipt.cbor'), receipt, force);
  if (participated.kind === 'published') {
    const { record, report } = participated;
    const shown = report.valid ? await showSum({ ...report, layout }) : undefined;
    if (shown && 'values' in shown) await writeSum(place(sumFile), shown.values, layout);
    await writeWhole(place('record.cbor'), record);
    return;
  }
  const evidence = evidenceIn(participated);
  if (evidence) await writeWhole(place('evidence.cbor'), evidence);
}

/**
 * Prints the outcome of a participation under a policy, and sets the exit code.
 *
 * @throws CommandError if there is no record
 */
export async function tellOutcome(
  participated: Participated,
  policy: Policy,
  spent: Spent,
  { out, json, place, layout, sumFile }: OutcomeOptions,
): Promise<void> {
  if (participated.kind !== 'published') {
    const { code, message } = participated;
    if (json) printJson({ valid: false, code, message, spent: String(spent) });
    const shown = evidenceIn(participated) ? `; the evidence is in ${place('evidence.cbor')}` : '';
    const kept = participated.receipt
      ? `; if a record is published all the same, your vector may be in the sum, and ${place('receipt.cbor')} shows it`
      : '';
    throw new CommandError(
      EXIT.invalid,
      `the session ended without a sum: ${code}: ${message}${shown}${kept}; ${String(spent)}`,
    );
  }
  const { record, report } = participated;
  const shown = report.valid ? await showSum({ ...report, layout }) : undefined;
  if (!shown) process.exitCode = EXIT.invalid;
  const digest = toHex(sha256(record));
  if (json) {
    printJson({
      valid: report.valid,
      session: toHex(report.session.digest),
      inputs: report.inputs,
      sum: shown && sumJson(shown, place(sumFile)),
      record: digest,
      out,
    });
    return;
  }
  const { task, round } = report.session.parameters;
  const expectMine = participated.receipt;
  const required = { ...recordPolicy(policy), task, round, expectMine };
  const explanation = explainReport(report, required);
  printLines(reportLines({ report, explanation, sum: shown }, {}));
  print(
    lines(
      '',
      `record ${place('record.cbor')}, SHA-256 ${digest}`,
      ...(shown && 'values' in shown ? [`sum ${place(sumFile)}`] : []),
    ),
  );
}

function evidenceIn(participated: Participated): Uint8Array | undefined {
  return participated.kind === 'abort' && participated.session
    ? evidenceOf(participated.session, participated)
    : undefined;
}

function printJson(content: object): void {
  print(`${JSON.stringify(content, undefined, 2)}\n`);
}
