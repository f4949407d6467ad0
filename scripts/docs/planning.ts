/**
 * Writes the table in docs/guides/planning.md with the code of `veilsum plan`. With `--check`, only
 * reports whether the page is up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { bytesText } from '../../src/cli/render.ts';
import { planSession } from '../../src/cli/plan/plan.ts';

const FILE = new URL('../../docs/guides/planning.md', import.meta.url);
const [BEGIN, END] = ['<!-- table: scripts/docs/planning.ts -->', '<!-- end of table -->'];

/** n, n_C, dropouts, d */
const ROWS: readonly (readonly [number, number, number, number])[] = [
  [5, 1, 1, 1000],
  [10, 2, 1, 10_000],
  [20, 4, 2, 10_000],
  [50, 10, 5, 100_000],
  [100, 20, 10, 100_000],
  [100, 20, 10, 1_000_000],
  [100, 33, 10, 1_000_000],
  [200, 40, 20, 1_000_000],
  [500, 100, 50, 100_000],
];
const HEAD = [
  'n',
  'n_C',
  'dropouts',
  'd',
  't',
  'honest inputs in a sum',
  'slot bits',
  'client sends',
  'client receives',
  'client CPU',
  'coordinator CPU',
  'record',
  'verifier CPU',
];

function row([clients, corrupt, dropouts, length]: (typeof ROWS)[number]): string[] {
  const plan = planSession({ clients, corrupt, dropouts, bits: 16, length, rowLength: 4096 });
  const { thresholds, bytes, times, session } = plan;
  const seconds = (ms: number): string => `${(ms / 1000).toPrecision(2)} s`;
  return [
    ...[clients, corrupt, dropouts, length].map(String),
    `${thresholds.least} to ${thresholds.greatest}`,
    `≥ ${plan.honestInputs}`,
    String(session.layout.slotBits),
    bytesText(bytes.client.up),
    bytesText(bytes.client.down),
    seconds(times.client),
    seconds(times.coordinator),
    bytesText(bytes.record),
    seconds(times.verifier),
  ];
}

const page = readFileSync(FILE, 'utf8');
const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
if (begin < 0 || end < begin) throw new Error('the page has no place for the table');
const lines = [HEAD, HEAD.map(() => '---:'), ...ROWS.map(row)];
const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const text = `${page.slice(0, begin)}${BEGIN}\n\n${table}\n\n${page.slice(end)}`;
const options = await resolveConfig(FILE);
const wanted = await format(text, { ...options, parser: 'markdown' });
if (process.argv.includes('--check')) {
  if (wanted !== page) {
    throw new Error('docs/guides/planning.md is out of date: npx tsx scripts/docs/planning.ts');
  }
} else {
  writeFileSync(FILE, wanted);
}
