/**
 * Builds what the library loads at run time, and the package into dist. The package is left as it is if it was built from the same
 * sources before; with `--clean` it is always built.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const dist = join(root, 'dist');
const stamp = join(root, 'node_modules/.cache/veilsum/built');

/** A digest of what dist is made from, and of the names and sizes of the files in it. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const single = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
  for (const name of [...single, ...filesIn('src'), ...filesIn('scripts/build')]) {
    const bytes = readFileSync(join(root, name));
    hash.update(JSON.stringify([name, bytes.length])).update(bytes);
  }
  const built = existsSync(dist) ? filesIn('dist') : [];
  const sizes = built.map((name) => [name, statSync(join(root, name)).size]);
  return hash.update(JSON.stringify(sizes)).digest('hex');
}

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort();
}

function run(script: string, ...args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  // What failed has said why.
  if (status !== 0) process.exit(status ?? 1);
}

function tsx(script: string): void {
  run('node_modules/tsx/dist/cli.mjs', script);
}

if (process.argv.includes('--clean')) rmSync(stamp, { force: true });
tsx('scripts/build/kernel.ts');
tsx('scripts/build/pages.ts');
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()) {
  console.log('package: up to date');
} else {
  rmSync(stamp, { force: true });
  rmSync(dist, { recursive: true, force: true });
  run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
  tsx('scripts/build/cli.ts');
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, fingerprint());
}
