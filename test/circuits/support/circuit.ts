/** A circuit under test, with two witness generators: the one that is shipped, and one that checks nothing. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { circuitPath } from '../../../scripts/keys/build.ts';
import { compileCircuit } from '../../../scripts/keys/compile.ts';
import { fileDigest, PROJECT } from '../../../scripts/keys/files.ts';
import { readManifest } from '../../../scripts/keys/manifest.ts';
import { circuitNamed } from '../../../scripts/keys/names.ts';
import { ConstraintSystem } from './constraintSystem.ts';

/** Input signals by name. */
export type Inputs = Readonly<Record<string, bigint | readonly bigint[]>>;

interface Wtns {
  calculate(inputs: Inputs, wasm: string, to: { type: 'mem' }): Promise<void>;
  exportJson(from: { type: 'mem' }): Promise<readonly bigint[]>;
}

const { wtns } = createRequire(import.meta.url)('snarkjs') as { readonly wtns: Wtns };

/** A compiled circuit under test. */
export interface TestCircuit {
  readonly system: ConstraintSystem;
  /** What the shipped generator gives; it rejects where a constraint of the source does not hold. */
  honest(inputs: Inputs): Promise<bigint[]>;
  /** What a forger's generator gives: the same computation, with no check. */
  careless(inputs: Inputs): Promise<bigint[]>;
}

/**
 * Compiles circuits/generated/NAME.circom with a generator that checks nothing. The constraints are those that the shipped key
 * is for, byte for byte.
 */
export async function compileForTest(name: string): Promise<TestCircuit> {
  const source = circuitPath(circuitNamed(name));
  const folder = join(PROJECT, 'keys', '.cache', 'tests', name);
  const compiled = compileCircuit(source, folder, ['--sanity_check', '0']);
  const manifest = readManifest(join(PROJECT, 'keys', 'manifest.json'));
  if ((await fileDigest(compiled.r1cs)) !== manifest?.circuits[name]?.sha256.r1cs) {
    throw new Error(`${name} compiles to other constraints than those of its key`);
  }
  const run = async (wasm: string, inputs: Inputs): Promise<bigint[]> => {
    const memory = { type: 'mem' } as const;
    await wtns.calculate(inputs, wasm, memory);
    return [...(await wtns.exportJson(memory))];
  };
  return {
    system: ConstraintSystem.read(compiled.r1cs, compiled.symbols),
    honest: (inputs) => run(join(PROJECT, 'keys', `${name}.wasm`), inputs),
    careless: (inputs) => run(compiled.wasm, inputs),
  };
}
