/**
 * Bundles the commands of dist/cli, in place: a module costs a start about a quarter of a millisecond, and the commands have hundreds.
 * What several commands share becomes a file of its own, and a command is loaded when it is called. What
 * package.json depends on stays outside, so that an update of it reaches the commands; of zod, which reads their files, they carry what
 * they use. The library in dist stays as it is: bundlers of applications take many modules apart better than one.
 */
import { chmod, readFile, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const { dependencies, peerDependencies } = JSON.parse(
  await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
) as Readonly<Record<'dependencies' | 'peerDependencies', Readonly<Record<string, string>>>>;
const packages = Object.keys({ ...dependencies, ...peerDependencies });
const commands = ['veilsum.js', 'verifyAggregate.js'];

// As deep in dist as before: files of the package are found from there.
const draft = `${dist}cli-bundled`;
const { metafile } = await build({
  absWorkingDir: dist,
  entryPoints: commands.map((file) => `cli/${file}`),
  outdir: draft,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: [...packages, 'node:*'],
  legalComments: 'none', // THIRD_PARTY.md has them
  charset: 'utf8',
  metafile: true,
  logLevel: 'warning',
});
for (const file of commands) await chmod(`${draft}/${file}`, 0o755);
await rm(`${dist}cli`, { recursive: true });
await rename(draft, `${dist}cli`);

const files = Object.values(metafile.outputs);
const bytes = files.reduce((sum, { bytes: size }) => sum + size, 0);
console.log(`commands: ${files.length} files, ${bytes} bytes`);
