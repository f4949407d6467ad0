/** Packs the built package, and checks the result with publint and are-the-types-wrong. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a tool with its output on the terminal. */
function run(tool: string, ...args: readonly string[]): void {
  const { status } = spawnSync(tool, args, { stdio: 'inherit', shell: false });
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')} exited with ${status}`);
}

const bin = (name: string): string => join('node_modules', '.bin', name);
const folder = mkdtempSync(join(tmpdir(), 'veilsum-pack-'));
try {
  const packing = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { status, stdout, stderr } = spawnSync('npm', packing, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm pack failed\n${stderr}`);
  const [{ filename }] = JSON.parse(stdout) as [{ readonly filename: string }];
  const tarball = join(folder, filename);
  run(bin('publint'), tarball, '--strict');
  // CommonJS loads the package with require(esm), which every supported version of Node has; there
  // is no second form of the types for it.
  run(bin('attw'), tarball, '--profile', 'esm-only', '--format', 'table-flipped');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
