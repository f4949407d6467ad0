import { toHex } from '../crypto/hex.ts';
import { printable } from '../session/printable.ts';
import { describeDemand } from '../session/proofDemand.ts';
import type { ProofsJson } from './json/parts.ts';
import type { Statement } from '../proofs/statement.ts';
import { deliveryProblem } from '../session/delivery.ts';
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
export function proofLine({ parameters: { proofs, bound } }: Session): string {
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
    `scheme ${schemeText(session)}`,
    proofLine(session),
  ];
}

/** Says how the coordinator comes to the sum, and whether clients that cheat can prevent it. */
export function schemeText(session: Session): string {
  const { scheme, threshold, maxCorrupt } = session.parameters;
  const problem = deliveryProblem(session);
  const delivery =
    problem === undefined
      ? `the sum comes out whatever up to ${maxCorrupt} ${maxCorrupt === 1 ? 'client does' : 'clients do'}, as long as ${threshold} honest ones stay`
      : `no promise that the sum comes out: ${problem}`;
  return `${scheme.kind}; ${delivery}`;
}

/** What a session requires of proofs, as JSON. */
export function proofsJson({ parameters: { proofs } }: Session): ProofsJson {
  return proofs.system === 'groth16' ? { ...proofs, setup: toHex(proofs.setup) } : proofs;
}

/** Columns of a line of prose. */
const PROSE_COLUMNS = 108;

/** Breaks prose into lines that fit after an indent; long words are not broken. */
export function wrapped(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > PROSE_COLUMNS) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
