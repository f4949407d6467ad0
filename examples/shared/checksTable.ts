import type { Report } from 'veilsum/verify';
import { append } from './dom.ts';

const MARKS = { passed: 'passed', failed: 'FAILED', 'not-applicable': 'not asked' } as const;

/** A table of every check of a report, which scrolls where it is too wide. */
export function checksTable(into: HTMLElement, title: string, { checks }: Report): void {
  const scrolled = append(into, 'div', '', 'scroll');
  // A region that scrolls must be reachable with the keyboard.
  scrolled.tabIndex = 0;
  scrolled.setAttribute('role', 'region');
  scrolled.setAttribute('aria-label', title);
  const table = append(scrolled, 'table', '', 'checks');
  const head = append(append(table, 'thead', ''), 'tr', '');
  for (const text of ['verdict', 'check', 'what was found']) {
    append(head, 'th', text).setAttribute('scope', 'col');
  }
  const body = append(table, 'tbody', '');
  for (const { check, verdict, detail } of checks) {
    const row = append(body, 'tr', '', verdict);
    for (const text of [MARKS[verdict], check, detail]) append(row, 'td', text);
  }
}
