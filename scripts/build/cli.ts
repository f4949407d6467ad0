/**
 * Bundles the commands in dist/cli, in place, because each module adds about a quarter of a
 * millisecond to the start, and the commands have hundreds. Code that several commands share gets
 * its own file, and a command is loaded when it is called. Included are the dependencies that every
 * start needs, as loading them takes longer than all that `verify-aggregate` computes about a small
 * record, and what is used of zod, which validates the commands' files. The other dependencies stay
 * outside. The library in dist stays unbundled, which lets applications' bundlers remove more of
 * it.
 */
import { chmod, readFile, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { INCLUDED } from './included.ts';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const { dependencies, peerDependencies } = JSON.parse(
  await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
) as Readonly<Record<'dependencies' | 'peerDependencies', Readonly<Record<string, string>>>>;
const outside = Object.keys({ ...dependencies, ...peerDependencies }).filter(
  (name) => !INCLUDED.includes(name),
);
/** What the included packages in CommonJS call for modules of Node, also where a bundle turns these files into CommonJS. */
const REQUIRE =
  "import { createRequire as veilsumRequire } from 'node:module'; const require = veilsumRequire(import.meta.url ?? __filename);";
const commands = ['veilsum.js', 'verifyAggregate.js'];

// At the same depth in dist as before, because files of the package are found relative to it.
const draft = `${dist}cli-bundled`;
const options = {
  absWorkingDir: dist,
  outdir: draft,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: [...outside, 'node:*'],
  banner: { js: REQUIRE },
  legalComments: 'none', // THIRD_PARTY.md has them
  charset: 'utf8',
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;
// Each command by itself: shared by both, the code would be in three times as many files.
const bundles = await Promise.all(
  commands.map((file) => build({ ...options, entryPoints: [`cli/${file}`] })),
);
for (const file of commands) await chmod(`${draft}/${file}`, 0o755);
await rm(`${dist}cli`, { recursive: true });
await rename(draft, `${dist}cli`);

for (const [i, { metafile }] of bundles.entries()) {
  const files = Object.values(metafile.outputs);
  const bytes = files.reduce((sum, { bytes: size }) => sum + size, 0);
  console.log(`${commands[i]!}: ${files.length} files, ${bytes} bytes`);
}
