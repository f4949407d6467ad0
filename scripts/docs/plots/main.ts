/**
 * Draws the figures in docs/figures, which `npm run bench -- --figures` writes, into docs/images: `npm run docs:plots`. With `--check` it
 * only says whether the pictures are current.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Cost } from '../../bench/growth.ts';
import { costPlot, type Theme } from './costPlot.ts';

const docs = new URL('../../../docs/', import.meta.url);
const { sessions } = JSON.parse(readFileSync(new URL('figures/sessions.json', docs), 'utf8')) as {
  readonly sessions: readonly Cost[];
};
const THEMES: readonly Theme[] = ['light', 'dark'];
for (const theme of THEMES) {
  const file = new URL(`images/cost-${theme}.svg`, docs);
  const picture = `${await costPlot(sessions, theme)}\n`;
  if (!process.argv.includes('--check')) writeFileSync(file, picture);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== picture) {
    console.error(`docs/images/cost-${theme}.svg is out of date: npm run docs:plots`);
    process.exitCode = 1;
  }
}
