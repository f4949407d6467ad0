/**
 * Compiles and runs every TypeScript example in the README and the guides, against the built
 * package under its own name, so that what a reader pastes is what runs here; and every example in
 * a docstring in src/, in its setting.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { encodeNpy } from '../../src/cli/vectors/index.ts';
import * as setting from './setting.ts';
import { sourceExamples } from './sourceExamples.ts';

const WORK = 'build-examples';
const folders = ['docs', 'docs/guides'];
const listed = await Promise.all(
  folders.map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))),
);
const pages = ['README.md', ...listed.flat().filter((name) => name.endsWith('.md'))];

await rm(WORK, { recursive: true, force: true });
await mkdir(WORK, { recursive: true });
const examples: string[] = [];
for (const page of pages) {
  const text = await readFile(page, 'utf8');
  for (const [i, match] of [...text.matchAll(/^```ts\n(.*?)^```$/gms)].entries()) {
    const file = join(WORK, `${basename(page, '.md')}-${i + 1}.ts`);
    await writeFile(file, match[1]!);
    examples.push(file);
  }
}
if (examples.length === 0) throw new Error('no examples were found');

const documented = sourceExamples(Object.keys(setting));
const imports = [];
for (const [i, { place, text }] of documented.entries()) {
  await writeFile(join(WORK, `source-${i + 1}.ts`), text);
  imports.push(
    `await import('./source-${i + 1}.ts').catch((error: unknown) => { throw new Error('${place}', { cause: error }); });`,
  );
}
// All in one process, because the setting takes longer than the examples; in a separate folder,
// with a vector to read.
await writeFile(join(WORK, 'docstrings.ts'), `${imports.join('\n')}\n`);
await mkdir(join(WORK, 'inputs'));
await writeFile(join(WORK, 'inputs', 'alice.npy'), encodeNpy(Float64Array.of(0.5, 1.5)));
const settings = {
  extends: '../tsconfig.json',
  compilerOptions: { isolatedDeclarations: false, declaration: false },
  include: ['*.ts'],
};
await writeFile(join(WORK, 'tsconfig.json'), JSON.stringify(settings));
run('tsc', ['--noEmit', '-p', WORK]);
for (const file of examples) run('tsx', [file]);
run('tsx', ['docstrings.ts'], WORK);
await rm(WORK, { recursive: true, force: true });
console.log(
  `${examples.length} programs of guides and ${documented.length} examples compiled and ran`,
);

function run(tool: string, args: readonly string[], cwd = '.'): void {
  const command = resolve('node_modules', '.bin', tool);
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')}\n${stdout}${stderr}`);
}
