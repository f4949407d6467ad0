// @ts-check
/**
 * Checks whether a tag may be published: `node scripts/release/ready.js v0.1.0`. Plain JavaScript,
 * because it runs before anything is installed.
 */
import console from 'node:console';
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';

const tag = process.argv[2];
/** @type {{ version: string }} */
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const waiting = readdirSync('.changeset').filter(
  (file) => file.endsWith('.md') && file !== 'README.md',
);
const changelog = readFileSync('CHANGELOG.md', 'utf8');

/** @type {string[]} */
const problems = [];
if (tag !== `v${version}`) problems.push(`the tag is ${tag}, and the version ${version}`);
if (waiting.length > 0) {
  problems.push(`npx changeset version has to take in ${waiting.join(', ')} first`);
}
if (!changelog.split('\n').includes(`## ${version}`)) {
  problems.push(`CHANGELOG.md has no heading "## ${version}"`);
}
if (changelog.includes('Not released yet.'))
  problems.push('CHANGELOG.md says that it is not released yet');
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
