/**
 * Draws the figures in docs/figures, which benches write with `-- --figures`, into docs/images: `npm run docs:plots`. With `--check` it
 * only says whether the pictures are current.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Cost } from '../../bench/growth.ts';
import type { SparseFigures } from '../../bench/sparse/tables.ts';
import { costPlot } from './costPlot.ts';
import { sparsePlot } from './sparsePlot.ts';
import type { Theme } from './theme.ts';

const docs = new URL('../../../docs/', import.meta.url);

/** What was measured, if it was. */
function figures(name: string): unknown {
  const file = new URL(`figures/${name}.json`, docs);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

async function keep(name: string, theme: Theme, svg: Promise<string>): Promise<void> {
  const file = new URL(`images/${name}-${theme}.svg`, docs);
  const picture = `${await svg}\n`;
  if (!process.argv.includes('--check')) writeFileSync(file, picture);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== picture) {
    console.error(`docs/images/${name}-${theme}.svg is out of date: npm run docs:plots`);
    process.exitCode = 1;
  }
}

const sessions = figures('sessions') as { readonly sessions: readonly Cost[] };
const sparse = figures('sparse') as SparseFigures | undefined;
for (const theme of ['light', 'dark'] as const) {
  await keep('cost', theme, costPlot(sessions.sessions, theme));
  if (sparse) await keep('sparse', theme, sparsePlot(sparse.rows, theme));
}
