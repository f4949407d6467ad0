import { toHex } from '../crypto/hex.ts';
import type { Report } from '../record/verify.ts';
import { checkNumber } from '../session/checks/table.ts';
import { printable } from '../session/printable.ts';
import { describeDemand } from '../session/proofDemand.ts';
import type { Statement } from '../proofs/statement.ts';
import type { Session } from '../session/session.ts';

/** Joins lines for output. Line breaks within a line, such as in a name, are escaped. */
export function lines(...parts: readonly string[]): string {
  return `${parts.map(printable).join('\n')}\n`;
}

/**
 * Formats rows as columns, each as wide as its widest cell.
 *
 * @param numbers - Aligns all columns but the first to the right.
 */
export function table(cells: readonly (readonly string[])[], numbers = false): string[] {
  const rows = cells.map((row) => row.map(printable));
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const pad = (cell: string, i: number): string =>
    numbers && i > 0 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!);
  return rows.map((row) => row.map(pad).join('  ').trimEnd());
}

/** Formats a number of bytes. */
export function bytesText(bytes: number): string {
  if (bytes < 10_000) return `${bytes} B`;
  return bytes < 10_000_000 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Says what a session's proofs show, and who checks them. */
function proofLine({ parameters: { proofs, bound } }: Session): string {
  if (proofs.system === 'none') return 'no proofs: nothing bounds a single input';
  const by = {
    full: 'everyone',
    audit: 'everyone, by sample',
    coordinator: 'the coordinator alone',
  };
  return `${describeDemand(proofs)}: ${statementText(proofs.statement, bound)}; checked by ${by[proofs.checking.mode]}`;
}

/** Says what a statement shows about each input. */
function statementText(statement: Statement, bound: number): string {
  switch (statement.kind) {
    case 'linf':
      return `every coordinate is within ±${bound}`;
    case 'l2':
      return `every coordinate is within ±${bound}, and the squared norm is at most ${statement.maxSquaredNorm}`;
    case 'one-hot':
      return `every coordinate is 0 or 1, and each of ${statement.groups.length} groups has an allowed number of ones`;
  }
}

/** Describes a session in a few lines. */
export function sessionLines(session: Session): string[] {
  const { task, round, clients, threshold, maxCorrupt, maxDropouts, length, bound, encoding } =
    session.parameters;
  return [
    `session ${toHex(session.digest)}`,
    `task ${JSON.stringify(task)}, round ${round}: ${length} coordinates within ±${bound}, encoding ${encoding.kind}`,
    `n = ${clients}, t = ${threshold}, tolerates ${maxDropouts} dropouts and ${maxCorrupt} corrupt clients`,
    proofLine(session),
  ];
}

/**
 * Says how many inputs a sum covers and what it withstands: a record over three clients that the
 * coordinator owns is a valid record of three inputs.
 */
function coverageLine({ inputs, session }: Pick<Report, 'inputs' | 'session'>): string {
  const { clients, threshold, maxCorrupt } = session.parameters;
  return (
    `${inputs} inputs of ${clients} clients are summed; ` +
    `at most ${maxCorrupt} may be corrupt before privacy fails, at most ${2 * threshold - clients - 1} before the quorum does`
  );
}

/**
 * Formats a report for people.
 *
 * @param sum - Lines about the sum, if it is valid.
 */
export function reportText(report: Report, sum: readonly string[] = []): string {
  const mark = { passed: 'passed', failed: 'FAILED', 'not-applicable': '—' };
  const rows = report.checks.map(({ check, verdict, detail }) => [
    mark[verdict],
    check,
    checkNumber(check)!,
    detail,
  ]);
  return lines(
    ...sessionLines(report.session),
    '',
    ...table(rows),
    '',
    ...sum,
    coverageLine(report),
    report.valid ? 'VALID' : 'INVALID: do not use this sum',
  );
}

/** What a session requires of proofs, as JSON. */
export function proofsJson({ parameters: { proofs } }: Session): object {
  return proofs.system === 'groth16' ? { ...proofs, setup: toHex(proofs.setup) } : proofs;
}

/**
 * Formats a report as JSON.
 *
 * @param sum - The sum, if it is valid.
 */
export function reportJson(report: Report, sum?: object): string {
  const { session, inputs, checks, valid } = report;
  const { modelDigest, ...parameters } = session.parameters;
  const { task, round, clients, threshold, maxCorrupt, maxDropouts, length, bound, encoding } =
    parameters;
  const content = {
    valid,
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
      proofs: proofsJson(session),
      modelDigest: toHex(modelDigest),
    },
    proofs: report.proofs && {
      checked: report.proofs.checked.length,
      detection: report.proofs.detection,
    },
    included: valid ? report.included.map((id) => report.roster.entry(id).name) : undefined,
    sum,
    checks: checks.map((line) => ({ number: checkNumber(line.check), ...line })),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
