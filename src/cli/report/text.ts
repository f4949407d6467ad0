/** A report for people: the verdict first, then what failed, then everything that was checked. */
import { toHex } from '../../crypto/hex.ts';
import type { Explanation, FailedCheck } from '../../record/explain/explain.ts';
import type { CheckLine } from '../../record/report.ts';
import type { Report } from '../../record/verify.ts';
import { CHECKS, checkNumber } from '../../session/checks/table.ts';
import { proofLine, schemeText, table, wrapped } from '../render.ts';
import type { Line, Tone } from '../style.ts';
import { type ShownSum, sumLines } from '../sumSummary.ts';

/** A report, what it means, and its sum if it is valid. */
export interface ShownReport {
  readonly report: Report;
  readonly explanation: Explanation;
  readonly sum: ShownSum | undefined;
}

/** How much is printed. */
export interface Detail {
  /** Also names everyone, and says what each check and each open point is about. */
  readonly verbose?: boolean | undefined;
}

/** Number of names that are listed unless everything is. */
const MOST_NAMES = 12;

const MARKS = { passed: 'passed', failed: 'FAILED', 'not-applicable': '—' } as const;

const TONES: Readonly<Record<CheckLine['verdict'], Tone>> = {
  passed: 'good',
  failed: 'bad',
  'not-applicable': 'faint',
};

/** The verdict in one line, after the name of the record if there are several. */
export function verdictLine(verdict: string, valid: boolean, name?: string): Line {
  const [word = verdict, ...rest] = verdict.split(/(?=:)/);
  return [
    name === undefined ? '' : `${name}: `,
    { text: word, tone: valid ? 'good' : 'bad' },
    rest.join(''),
  ];
}

/** A whole report. */
export function reportLines({ report, explanation, sum }: ShownReport, detail: Detail): Line[] {
  return [
    verdictLine(explanation.verdict, report.valid),
    '',
    ...factLines(report, explanation, detail),
    '',
    ...explanation.failed.flatMap((failed) => [...failedLines(failed), '']),
    ...(sum ? [...sumLines(sum, report.inputs), ''] : []),
    ...checkLines(report.checks, detail),
  ];
}

/** What the record is about, and what was required of it. */
function factLines(report: Report, { required, open }: Explanation, { verbose }: Detail): Line[] {
  const { session, inputs } = report;
  const { task, round, clients, length, bound, encoding } = session.parameters;
  const openNames = open.map(({ what }) => what).join('; ');
  const facts: readonly (readonly [string, string])[] = [
    ['session', toHex(session.digest)],
    ['', `task ${JSON.stringify(task)}, round ${round}`],
    [
      report.valid ? 'sum over' : 'claims',
      `${report.valid ? '' : 'a sum over '}${inputs} inputs of the ${clients} clients on the roster${whoText(report, verbose)}`,
    ],
    ['of vectors', `${length} coordinates within ±${bound}, encoding ${encoding.kind}`],
    ['limits', proofLine(session)],
    ['withstands', withstandsText(session.parameters)],
    ['scheme', schemeText(session)],
    ...required.map((phrase, i) => [i === 0 ? 'required' : '', phrase] as const),
    ...(verbose
      ? open.map(
          ({ what, permits }, i) => [i === 0 ? 'left open' : '', `${what}: ${permits}`] as const,
        )
      : openNames === ''
        ? []
        : [['left open', openNames] as const]),
  ];
  const labelWidth = Math.max(...facts.map(([label]) => label.length)) + 2;
  return facts.flatMap(([label, text]) =>
    wrapped(text, labelWidth).map((part, i): Line => [
      { text: (i === 0 ? label : '').padEnd(labelWidth), tone: 'faint' },
      part,
    ]),
  );
}

function whoText(report: Report, verbose = false): string {
  if (!report.valid) return '';
  const names = report.included.map((id) => JSON.stringify(report.roster.entry(id).name));
  const shown = verbose ? names : names.slice(0, MOST_NAMES);
  const more = shown.length < names.length ? ', … (all of them with --verbose)' : '';
  return `: ${shown.join(', ')}${more}`;
}

/**
 * What a sum withstands: a record over three clients that the coordinator owns is a valid record of
 * three inputs.
 */
function withstandsText({
  clients,
  threshold,
  maxCorrupt,
}: Report['session']['parameters']): string {
  return `at most ${maxCorrupt} corrupt clients before privacy fails, at most ${2 * threshold - clients - 1} before the quorum does (n = ${clients}, t = ${threshold})`;
}

function failedLines({ check, number, detail, meaning }: FailedCheck): Line[] {
  return [
    [{ text: 'FAILED', tone: 'bad' }, `  ${check} (${number}): ${detail}`],
    ...wrapped(meaning, 8).map((part) => `        ${part}`),
  ];
}

/** Every check in one line; or in two, the second of which says what it guards against. */
function checkLines(checks: readonly CheckLine[], { verbose }: Detail): Line[] {
  const rows = checks.map(({ check, detail }) => [check, checkNumber(check)!, detail]);
  const width = Math.max(...Object.values(MARKS).map((mark) => mark.length));
  return table(rows).flatMap((row, i): Line[] => {
    const { verdict, check } = checks[i]!;
    const line: Line = [
      { text: MARKS[verdict].padEnd(width), tone: TONES[verdict] },
      '  ',
      verdict === 'not-applicable' ? { text: row, tone: 'faint' } : row,
    ];
    if (verbose !== true) return [line];
    const about = wrapped(`guards against ${CHECKS[check].stops}`, 12);
    return [line, ...about.map((part): Line => [{ text: `            ${part}`, tone: 'faint' }])];
  });
}
