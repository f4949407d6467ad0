/**
 * Compiles and runs every TypeScript example in the README and the guides, against the built package under its own
 * name: what a reader pastes is what runs here.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

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
const settings = {
  extends: '../tsconfig.json',
  compilerOptions: { isolatedDeclarations: false, declaration: false },
  include: ['*.ts'],
};
await writeFile(join(WORK, 'tsconfig.json'), JSON.stringify(settings));
run('tsc', ['--noEmit', '-p', WORK]);
for (const file of examples) run('tsx', [file]);
await rm(WORK, { recursive: true, force: true });
console.log(`${examples.length} examples compiled and ran`);

function run(tool: string, args: readonly string[]): void {
  const command = join('node_modules', '.bin', tool);
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')}\n${stdout}${stderr}`);
}
