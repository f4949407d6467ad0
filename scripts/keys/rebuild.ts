/** Builds keys again in another folder, and reports what differs from the manifest. */
import { join } from 'node:path';
import { buildDevelopmentKeys, circuitPath, compileInto } from './build.ts';
import { COMPILER_FLAGS, compilerVersion, sourceDigest } from './compile.ts';
import { fileDigest } from './files.ts';
import type { Manifest, ManifestEntry } from './manifest.ts';
import type { Circuit } from './names.ts';

type Digests = Partial<ManifestEntry['sha256']>;

/**
 * Lists what differs; empty if all is the same. Development keys are rebuilt completely, keys of a
 * ceremony as far as possible: source, r1cs and witness generator. The ceremony's transcript covers
 * the rest.
 *
 * @param cache - Folder for what is built.
 */
export async function rebuildAndCompare(
  cache: string,
  circuit: Circuit,
  manifest: Manifest,
): Promise<readonly string[]> {
  const entry = manifest.circuits[circuit.name];
  if (entry === undefined) return [`the manifest has no ${circuit.name}`];
  const flags = COMPILER_FLAGS.join(' ');
  const { compiler } = manifest;
  if (compiler.version !== compilerVersion() || compiler.flags !== flags) {
    return [`compiled by circom2 ${compiler.version} ${compiler.flags}, which is not installed`];
  }
  let found: Digests;
  if (entry.origin === 'development') {
    const workshop = { keys: join(cache, 'rebuilt'), cache: join(cache, 'rebuilt', 'cache') };
    found = (await buildDevelopmentKeys(workshop, circuit)).sha256;
  } else {
    const compiled = compileInto(join(cache, 'rebuilt', 'cache'), circuit);
    found = {
      source: sourceDigest(circuitPath(circuit)),
      r1cs: await fileDigest(compiled.r1cs),
      wasm: await fileDigest(compiled.wasm),
    };
  }
  return Object.entries(found).flatMap(([part, digest]) => {
    const expected = entry.sha256[part as keyof ManifestEntry['sha256']];
    return digest === expected ? [] : [`${part}: ${digest}, in the manifest ${expected}`];
  });
}
