/** Builds all files of a circuit from its source. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Compiled, compileCircuit, sourceDigest } from './compile.ts';
import { developmentProvingKey, verificationKeyText } from './development.ts';
import { fileDigest, PROJECT } from './files.ts';
import type { ManifestEntry } from './manifest.ts';
import type { Circuit } from './names.ts';
import { developmentPowersOfTau, type PowersOfTauFile } from './powersOfTau.ts';
import { type Logger, snarkjs } from './snarkjs.ts';

/** The folders that are used. */
export interface Workshop {
  /** Keys and manifest: keys/. */
  readonly keys: string;
  /** Intermediate files, which are not kept: powers of tau, r1cs. */
  readonly cache: string;
}

/** Path of a circuit's source with its constants. */
export function circuitPath({ name }: Circuit): string {
  return join(PROJECT, 'circuits', 'generated', `${name}.circom`);
}

/** Compiles a circuit into the cache. */
export function compileInto(cache: string, circuit: Circuit): Compiled {
  return compileCircuit(circuitPath(circuit), join(cache, circuit.name));
}

/** The power of tau that a circuit needs: 2^power is at least constraints + public signals + 1. */
async function powerFor(r1cs: string): Promise<number> {
  const { nConstraints, nPubInputs, nOutputs } = await snarkjs.r1cs.info(r1cs);
  return Math.max(11, Math.ceil(Math.log2(nConstraints + nPubInputs + nOutputs + 1)));
}

/**
 * Writes the verification key and the witness generator of a proving key, and describes what they
 * were made from.
 */
export async function describeKeys(
  { keys }: Workshop,
  circuit: Circuit,
  compiled: Compiled,
  made: Pick<ManifestEntry, 'origin' | 'powersOfTau'> & { readonly ptau: PowersOfTauFile },
): Promise<ManifestEntry> {
  const at = (suffix: string): string => join(keys, `${circuit.name}.${suffix}`);
  writeFileSync(at('vkey.json'), await verificationKeyText(at('zkey')));
  copyFileSync(compiled.wasm, at('wasm'));
  const { nConstraints } = await snarkjs.r1cs.info(compiled.r1cs);
  return {
    origin: made.origin,
    constraints: nConstraints,
    powersOfTau: made.powersOfTau,
    sha256: {
      source: sourceDigest(circuitPath(circuit)),
      r1cs: await fileDigest(compiled.r1cs),
      ptau: made.ptau.sha256,
      zkey: await fileDigest(at('zkey')),
      vkey: await fileDigest(at('vkey.json')),
      wasm: await fileDigest(at('wasm')),
    },
  };
}

/**
 * Builds development keys of one circuit.
 *
 * @returns their manifest entry, without the keyDigest
 */
export async function buildDevelopmentKeys(
  workshop: Workshop,
  circuit: Circuit,
  logger?: Logger,
): Promise<ManifestEntry> {
  mkdirSync(workshop.keys, { recursive: true });
  const compiled = compileInto(workshop.cache, circuit);
  const power = await powerFor(compiled.r1cs);
  const ptau = await developmentPowersOfTau(workshop.cache, power, logger);
  const zkey = join(workshop.keys, `${circuit.name}.zkey`);
  await developmentProvingKey(circuit.name, compiled.r1cs, ptau.path, zkey, logger);
  const powersOfTau = { power, origin: 'development' } as const;
  return describeKeys(workshop, circuit, compiled, { origin: 'development', powersOfTau, ptau });
}
