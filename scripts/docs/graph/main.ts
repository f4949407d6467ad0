/**
 * Draws the imports between the folders of `src` into docs/images/imports.svg: `npm run
 * docs:graph`. With `--check`, only reports whether the picture is up to date.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readImports, reduced } from './imports.ts';
import { layOut } from './layout.ts';
import { draw } from './picture.ts';

const FILE = new URL('../../../docs/images/imports.svg', import.meta.url);

const picture = draw(layOut(reduced(await readImports())));
if (!process.argv.includes('--check')) {
  mkdirSync(new URL('.', FILE), { recursive: true });
  writeFileSync(FILE, picture);
} else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== picture) {
  console.error('docs/images/imports.svg is out of date: npm run docs:graph');
  process.exitCode = 1;
}
