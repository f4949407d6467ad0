/**
 * Builds the keys of circuits, or builds them again and compares.
 *
 *     tsx scripts/keys/main.ts constants         writes circuits/generated/
 *     tsx scripts/keys/main.ts build [NAME…]     writes development keys and the manifest to keys/
 *     tsx scripts/keys/main.ts check [NAME…]     builds them in keys/.cache, compares checksums
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createKernel } from '../../src/kernel/create.ts';
import { buildDevelopmentKeys, circuitPath, type Workshop } from './build.ts';
import { COMPILER_FLAGS, compilerVersion } from './compile.ts';
import { circuitSource } from './constants.ts';
import { PROJECT } from './files.ts';
import { type ManifestEntry, readManifest, withDigests, writeManifest } from './manifest.ts';
import { CIRCUITS, type Circuit, circuitNamed } from './names.ts';
import { rebuildAndCompare } from './rebuild.ts';
import { endCurve } from './snarkjs.ts';

const KEYS = join(PROJECT, 'keys');
const WORKSHOP: Workshop = { keys: KEYS, cache: join(KEYS, '.cache') };

async function writeConstants(): Promise<void> {
  const kernel = await createKernel({ threads: 1 });
  mkdirSync(dirname(circuitPath(CIRCUITS[0]!)), { recursive: true });
  for (const circuit of CIRCUITS) {
    writeFileSync(circuitPath(circuit), await circuitSource(kernel, circuit));
    console.log(circuit.name);
  }
  kernel.close();
}

async function build(circuits: readonly Circuit[]): Promise<void> {
  const path = join(KEYS, 'manifest.json');
  const compiler = { version: compilerVersion(), flags: COMPILER_FLAGS };
  const entries: Record<string, ManifestEntry> = { ...readManifest(path)?.circuits };
  for (const circuit of circuits) {
    const { name } = circuit;
    console.log(`${name} …`);
    const entry = await buildDevelopmentKeys(WORKSHOP, circuit);
    entries[name] = entry;
    writeManifest(path, compiler, withDigests(KEYS, entries));
    console.log(`${name}: ${entry.constraints} constraints`);
  }
}

async function check(circuits: readonly Circuit[]): Promise<void> {
  const manifest = readManifest(join(KEYS, 'manifest.json'));
  if (!manifest) throw new Error('keys/manifest.json is missing: npm run keys:build');
  for (const circuit of circuits) {
    const differences = await rebuildAndCompare(WORKSHOP.cache, circuit, manifest);
    console.log(`${circuit.name}: ${differences.length === 0 ? 'the same' : 'DIFFERENT'}`);
    for (const difference of differences) console.log(`  ${difference}`);
    if (differences.length > 0) process.exitCode = 1;
  }
}

const [command, ...names] = process.argv.slice(2);
const chosen = names.length === 0 ? CIRCUITS : names.map(circuitNamed);
if (command === 'constants') await writeConstants();
else if (command === 'build') await build(chosen);
else if (command === 'check') await check(chosen);
else {
  console.error('usage: scripts/keys/main.ts constants | build [NAME…] | check [NAME…]');
  process.exitCode = 2;
}
await endCurve();
