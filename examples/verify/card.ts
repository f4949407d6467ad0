import { decodeSum, toHex } from 'veilsum';
import { explainReport, type Report, type VerifierPolicy } from 'veilsum/verify';
import { checksTable } from '../shared/checksTable.ts';
import { append } from '../shared/dom.ts';
import { picture } from './picture.ts';

/** Values that a card shows as text. */
const MOST_VALUES = 100;

/** A report for people: the verdict first, then what failed, the sum, the policy, and every check. */
export function reportCard(name: string, report: Report, policy: VerifierPolicy): HTMLElement {
  const { verdict, failed, required, open } = explainReport(report, policy);
  const card = emptyCard(name, verdict, report.valid);
  if (failed.length > 0) {
    append(card, 'h3', 'What failed, and what it means');
    const list = append(card, 'ul', '', 'failures');
    for (const { check, number, detail, meaning } of failed) {
      const item = append(list, 'li', '');
      append(item, 'p', `${check} (${number}): ${detail}`, 'invalid');
      append(item, 'p', meaning);
    }
  }
  if (report.valid) showSum(card, report, name);
  append(card, 'h3', 'What the record is about');
  facts(card, report);
  append(card, 'h3', 'What you required');
  const requirements = append(card, 'ul', '');
  for (const phrase of required) append(requirements, 'li', phrase);
  append(card, 'h3', 'What you left open');
  const points = append(card, 'ul', '');
  for (const { what, permits } of open) append(points, 'li', `${what}: ${permits}`);
  checks(card, name, report);
  return card;
}

/** A card for a record that is not one. */
export function unreadCard(name: string, problem: string): HTMLElement {
  return emptyCard(name, `NOT READ: ${problem}`, false);
}

function emptyCard(name: string, verdict: string, valid: boolean): HTMLElement {
  const card = document.createElement('article');
  if (valid) card.className = 'verified';
  append(card, 'h2', name);
  append(card, 'p', verdict, `verdict ${valid ? 'valid' : 'invalid'}`);
  return card;
}

function facts(card: HTMLElement, { session, inputs, roster, ...report }: Report): void {
  const { task, round, clients, threshold, maxCorrupt, length, bound } = session.parameters;
  const list = append(card, 'dl', '');
  const fact = (term: string, text: string): void => {
    append(list, 'dt', term);
    append(list, 'dd', text);
  };
  fact('Session', `${JSON.stringify(task)}, round ${round}, ${toHex(session.digest)}`);
  fact('Inputs', `${inputs} of the ${clients} clients on the roster`);
  if (report.valid) {
    fact('In the sum', report.included.map((id) => roster.entry(id).name).join(', '));
  }
  fact('Vectors', `${length} coordinates within ±${bound}`);
  fact(
    'Withstands',
    `${maxCorrupt} corrupt clients before privacy fails, ${2 * threshold - clients - 1} before the quorum does`,
  );
}

function showSum(card: HTMLElement, report: Report & { readonly valid: true }, name: string): void {
  const { session, sum, inputs } = report;
  const { encoding, length, bound } = session.parameters;
  append(card, 'h3', 'The sum');
  const values = decodeSum(encoding, { length, bound }, sum, inputs);
  const text = `${values.length} values, from ${values.reduce((a, b) => Math.min(a, b))} to ${values.reduce((a, b) => Math.max(a, b))}`;
  const figure = append(card, 'figure', '', 'picture');
  figure.append(picture(values, `Chart of the sum: ${text}`));
  append(figure, 'figcaption', text);
  const shown = [...values.subarray(0, MOST_VALUES)].join(', ');
  append(card, 'p', values.length > MOST_VALUES ? `${shown}, …` : shown, 'values');
  const base = name.replace(/\.[^.]*$/, '') || 'sum';
  const links = append(card, 'p', 'Download the values: ');
  download(links, `${base}.csv`, 'text/csv', `${[...values].join('\n')}\n`);
  links.append(' ');
  download(links, `${base}.json`, 'application/json', `[${[...values].join(', ')}]\n`);
}

function download(to: HTMLElement, name: string, type: string, content: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.textContent = name;
  to.append(link);
}

function checks(card: HTMLElement, name: string, report: Report): void {
  const details = append(card, 'details', '');
  append(details, 'summary', `All ${report.checks.length} checks`);
  checksTable(details, `All checks of ${name}`, report);
}
