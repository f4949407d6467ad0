/**
 * Bundles the commands of dist/cli, in place: a module costs a start about a quarter of a millisecond, and the commands have hundreds.
 * What several commands share becomes a file of its own, and a command is loaded when it is called. Packages stay outside, and so does
 * the library in dist, which bundlers of applications take apart better than one large file.
 */
import { chmod, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
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
  packages: 'external',
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
