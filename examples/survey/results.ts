import { decodeSum } from 'veilsum';
import { type QuestionResult, type Survey, surveyResults } from 'veilsum/survey';
import type { Report } from 'veilsum/verify';
import { checksTable } from '../shared/checksTable.ts';
import { append } from '../shared/dom.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** Shows a record's results: the verdict, which opens the checks, and a plot of each question. */
export function showResults(into: HTMLElement, survey: Survey, report: Report): void {
  const { valid, inputs } = report;
  const verdict = append(into, 'details', '', `verdict ${valid ? 'valid' : 'invalid'}`);
  append(
    verdict,
    'summary',
    valid
      ? `✓ Verified: this is the sum of exactly ${inputs} people’s answers, and yours are among them`
      : '✗ Not verified: do not use this result',
  );
  append(
    verdict,
    'p',
    'This browser made these checks on the published record, without trusting the coordinator:',
  );
  checksTable(verdict, 'All checks of the record', report);
  if (!valid) {
    (verdict as HTMLDetailsElement).open = true;
    return;
  }
  const { encoding, length, bound } = report.session.parameters;
  const sum = decodeSum(encoding, { length, bound }, report.sum, inputs);
  for (const [i, result] of surveyResults(survey, sum, inputs).entries()) {
    const figure = append(into, 'figure', '', 'result');
    append(figure, 'figcaption', `${i + 1}. ${result.question.text}`);
    plot(figure, result, inputs);
  }
}

function plot(figure: HTMLElement, result: QuestionResult, inputs: number): void {
  const { question } = result;
  if (!('counts' in result)) {
    const { min, max, unit } = result.question;
    const of = unit === undefined ? '' : ` ${unit}`;
    const text = `Mean ${rounded(result.mean)}${of}, total ${result.total}; answers could be from ${min} to ${max}.`;
    figure.append(scaleOf((result.mean - min) / (max - min), text));
    append(figure, 'p', text);
    return;
  }
  const { counts } = result;
  const names =
    question.kind === 'choice'
      ? question.options
      : counts.map((_, step) => String((question.kind === 'scale' ? question.from : 0) + step));
  bars(figure, names, counts, inputs);
  if ('mean' in result) append(figure, 'p', `Mean ${rounded(result.mean)}.`);
}

/** Bars in a table, which says the same as text. */
function bars(
  figure: HTMLElement,
  names: readonly string[],
  counts: readonly number[],
  inputs: number,
): void {
  const table = append(figure, 'table', '', 'bars');
  const head = append(append(table, 'thead', ''), 'tr', '');
  for (const text of ['answer', 'people', 'share'])
    append(head, 'th', text).setAttribute('scope', 'col');
  const body = append(table, 'tbody', '');
  names.forEach((name, i) => {
    const count = counts[i]!;
    const share = `${Math.round((100 * count) / inputs)} %`;
    const row = append(body, 'tr', '');
    append(row, 'th', name).setAttribute('scope', 'row');
    append(row, 'td', String(count), 'number');
    const cell = append(row, 'td', '', 'bar');
    cell.append(bar(count / inputs, `${share} of ${inputs}`));
    append(cell, 'span', share);
  });
}

function bar(fraction: number, text: string): SVGElement {
  const drawn = picture('0 0 100 10', text);
  drawn.append(
    shape('rect', { class: 'ground', width: 100, height: 10 }),
    shape('rect', { class: 'mark', width: 100 * fraction, height: 10 }),
  );
  return drawn;
}

function scaleOf(fraction: number, text: string): SVGElement {
  const drawn = picture('0 0 100 6', text);
  drawn.append(
    shape('rect', { class: 'ground', y: 2, width: 100, height: 2 }),
    shape('rect', { class: 'mark', x: 98 * fraction, width: 2, height: 6 }),
  );
  return drawn;
}

function picture(viewBox: string, text: string): SVGElement {
  return shape('svg', { viewBox, preserveAspectRatio: 'none', role: 'img', 'aria-label': text });
}

function shape(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function rounded(value: number): string {
  return String(Number(value.toFixed(2)));
}
