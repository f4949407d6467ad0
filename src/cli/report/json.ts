import { toHex } from '../../crypto/hex.ts';
import { checkNumber } from '../../session/checks/table.ts';
import type { RecordReportJson } from '../json/report.ts';
import { deliveryProblem } from '../../session/delivery.ts';
import { proofsJson } from '../render.ts';
import { sumJson } from '../sumSummary.ts';
import type { ShownReport } from './text.ts';

/**
 * A report as JSON.
 *
 * @param record - Where the record came from.
 */
export function reportJson(
  record: string,
  { report, explanation, sum }: ShownReport,
): RecordReportJson {
  const { session, inputs, checks, valid, proofs } = report;
  const { modelDigest, layoutDigest, coordinatorKey, task, round, clients, threshold, ...rest } =
    session.parameters;
  const { maxCorrupt, maxDropouts, length, bound, encoding, scheme } = rest;
  const meaningOf = new Map(explanation.failed.map((failed) => [failed.check, failed.meaning]));
  return {
    record,
    valid,
    verdict: explanation.verdict,
    inputs,
    session: {
      digest: toHex(session.digest),
      task,
      round,
      clients,
      threshold,
      maxCorrupt,
      maxDropouts,
      quorumFailsAt: 2 * threshold - clients,
      length,
      bound,
      encoding,
      scheme,
      delivers: deliveryProblem(session) === undefined,
      proofs: proofsJson(session),
      modelDigest: toHex(modelDigest),
      layoutDigest: layoutDigest && toHex(layoutDigest),
      coordinatorKey: toHex(coordinatorKey),
    },
    policy: { required: explanation.required, open: explanation.open },
    ...(proofs && {
      proofs: { checked: proofs.checked.length, detection: proofs.detection },
    }),
    ...(report.valid && {
      included: report.included.map((id) => report.roster.entry(id).name),
    }),
    ...(sum && { sum: sumJson(sum, 'write them with --export FILE') }),
    checks: checks.map((line) => ({
      number: checkNumber(line.check)!,
      check: line.check,
      verdict: line.verdict,
      detail: line.detail,
      ...(meaningOf.has(line.check) && { meaning: meaningOf.get(line.check)! }),
    })),
  };
}
