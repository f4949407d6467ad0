/**
 * Writes the tables of proofs by digit planes in docs/performance.md from docs/figures/planes.json, which `npm run bench:planes --
 * --figures` measures. With `--check`, only reports whether the page is up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import {
  comparisonTable,
  planesTable,
  type PlanesFigures,
  provenTable,
  threadsTable,
} from '../bench/planesTables.ts';
import { machineLine, markdown } from './sections.ts';

const docs = new URL('../../docs/', import.meta.url);
const FILE = new URL('performance.md', docs);
const figures = JSON.parse(
  readFileSync(new URL('figures/planes.json', docs), 'utf8'),
) as PlanesFigures;

/** Puts text between a pair of markers. */
function insert(page: string, name: string, text: string): string {
  const begin = `<!-- ${name}: scripts/docs/planesTable.ts -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf('<!-- end -->', from);
  if (from < 0 || to < from) throw new Error(`the page has no place for the ${name}`);
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`;
}

const { load, ...machine } = figures.machine;
const page = readFileSync(FILE, 'utf8');
const parts: readonly (readonly [string, string])[] = [
  ['planes-machine', machineLine({ machine, load })],
  ['planes', markdown(planesTable(figures), true)],
  ['planes-threads', markdown(threadsTable(figures), true)],
  ['planes-sessions', markdown(provenTable(figures), true)],
  ['planes-others', markdown(comparisonTable(figures), true)],
];
const text = parts.reduce((done, [name, part]) => insert(done, name, part), page);
const options = await resolveConfig(FILE);
const wanted = await format(text, { ...options, parser: 'markdown' });
if (!process.argv.includes('--check')) writeFileSync(FILE, wanted);
else if (wanted !== page) {
  console.error('docs/performance.md is out of date: npx tsx scripts/docs/planesTable.ts');
  process.exitCode = 1;
}
