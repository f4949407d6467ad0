/**
 * Keeps given-up names and habit phrases out of the sources and the documentation:
 * `npm run vocabulary`. Prints each place with what to write instead, and exits with 1 if there is
 * one. Generated pages are left out: their text comes from the sources, which are checked.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { findGivenUp } from './find.ts';

const PLACES = ['src', 'README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'docs', 'keys/README.md'];
const GENERATED = /^docs\/(public-api\/|attacks\.md)/;

const files = execFileSync('git', ['ls-files', ...PLACES, 'scripts/docs'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(ts|md|html)$/.test(file) && !GENERATED.test(file) && existsSync(file));

const found = files.flatMap((file) =>
  findGivenUp(readFileSync(file, 'utf8')).map(
    ({ line, words, instead }) => `${file}:${line}: “${words}”: write ${instead}`,
  ),
);
if (found.length > 0) {
  console.error(found.join('\n'));
  console.error(
    `${found.length} places use words that the project gave up; see docs/glossary.md for its vocabulary`,
  );
  process.exitCode = 1;
}
