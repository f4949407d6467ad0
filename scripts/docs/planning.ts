/**
 * Writes the tables in docs/guides/planning.md with the code of `veilsum plan`. With `--check`, only
 * reports whether the page is up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { bytesText } from '../../src/cli/render.ts';
import { planSession } from '../../src/cli/plan/plan.ts';

const FILE = new URL('../../docs/guides/planning.md', import.meta.url);
const markers = (name: string): readonly [string, string] => [
  `<!-- ${name}: scripts/docs/planning.ts -->`,
  '<!-- end of table -->',
];

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

/** d, bits */
const PROOF_ROWS: readonly (readonly [number, number])[] = [
  [1000, 16],
  [10_000, 16],
  [100_000, 8],
  [100_000, 16],
  [1_000_000, 8],
  [1_000_000, 16],
  [1_000_000, 32],
];
const PROOF_HEAD = ['d', 'bits', 'c', 'proof', 'client CPU', 'coordinator CPU', 'verifier CPU'];

/** What `l2` proofs add to a session of 100 clients. */
function proofRow([length, bits]: (typeof PROOF_ROWS)[number]): string[] {
  const wish = { clients: 100, corrupt: 20, dropouts: 10, bits, length };
  const plain = planSession({ ...wish, rowLength: 4096 }).times;
  const { session, times } = planSession({ ...wish, proofs: 'l2' });
  const added = (party: keyof typeof plain): string =>
    `+ ${((times[party] - plain[party]) / 1000).toPrecision(2)} s`;
  return [
    ...[length, bits, session.parameters.rowLength].map(String),
    bytesText(session.proofBytes),
    added('client'),
    added('coordinator'),
    added('verifier'),
  ];
}

/** Puts a table in its place on a page. */
function insert(page: string, name: string, rows: readonly (readonly string[])[]): string {
  const [BEGIN, END] = markers(name);
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END, begin);
  if (begin < 0 || end < begin) throw new Error(`the page has no place for the ${name}`);
  const [head, ...body] = rows;
  const table = [head!, head!.map(() => '---:'), ...body].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  return `${page.slice(0, begin)}${BEGIN}\n\n${table.join('\n')}\n\n${page.slice(end)}`;
}

const page = readFileSync(FILE, 'utf8');
const sessions = insert(page, 'table', [HEAD, ...ROWS.map(row)]);
const text = insert(sessions, 'proofs', [PROOF_HEAD, ...PROOF_ROWS.map(proofRow)]);
const options = await resolveConfig(FILE);
const wanted = await format(text, { ...options, parser: 'markdown' });
if (process.argv.includes('--check')) {
  if (wanted !== page) {
    throw new Error('docs/guides/planning.md is out of date: npx tsx scripts/docs/planning.ts');
  }
} else {
  writeFileSync(FILE, wanted);
}
